// Puts `ours` in the place of the global fetch. Taken out again it restores what was there, unless somebody else has
// hooked the global since: then it stays in their chain and lets everything pass.

export function hookFetch(ours, onUninstall) {
  const previous = globalThis.fetch;
  let isActive = true;
  // A member of an object, so that its name outlives the minifier.
  const { fetch: hook } = {
    fetch(input) {
      const next = (...args) => previous.apply(this, args);
      return isActive ? ours(next, arguments) : next(...arguments);
    },
  };
  globalThis.fetch = hook;
  return () => {
    if (!isActive) return;
    isActive = false;
    if (globalThis.fetch === hook) globalThis.fetch = previous;
    onUninstall();
  };
}
