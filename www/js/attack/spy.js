/** Patches what scripts share, so that who calls it shows what goes in and out. Must undo every patch. */

const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;

/** `see` is given what was called on, with what, and what came out. */
export function createSpy(see) {
  const undo = [];
  return { on, restore };

  /** These members of `object` from now on: methods, classes and accessors. What this browser has not got is passed over. */
  function on(object, ...names) {
    for (const name of names) {
      const own = object && getOwnPropertyDescriptor(object, name);
      if (!own?.configurable) continue;
      const { value, get, set } = own;
      const patch = value ? { ...own, value: watched(value) } : { ...own, get: get && watched(get), set: set && watched(set) };
      defineProperty(object, name, patch);
      undo.push(() => defineProperty(object, name, own));
    }
  }

  function watched(native) {
    return new Proxy(native, {
      apply(native, self, args) {
        const result = apply(native, self, args);
        see(self, args, result);
        return result;
      },
      construct(native, args, target) {
        const result = construct(native, args, target);
        see(null, args, result);
        return result;
      },
    });
  }

  function restore() {
    for (const back of undo.reverse()) back();
  }
}
