// What can be done with a response that is handed on.

const nativeClone = globalThis.Response?.prototype.clone;

// Says what the browser would say, had it made this response itself; so does a clone.
export const withTraits = (response, traits) => {
  const clone = () => withTraits(nativeClone.call(response), traits);
  for (const [name, value] of Object.entries({ ...traits, clone })) {
    Object.defineProperty(response, name, { __proto__: null, value });
  }
  return response;
};

// What nobody reads would be kept, and its connection with it.
export const discard = (response) => response.body?.cancel().catch(() => {});
