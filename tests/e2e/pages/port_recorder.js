// Runs before everything else: `heard` and `said` are all messages between this page and its workers, as they were posted.
(() => {
  window.said = [];
  window.heard = [];
  for (const { prototype } of [Worker, MessagePort]) {
    const { postMessage } = prototype;
    prototype.postMessage = function (message, transfer) {
      // Of what is transferred nothing would be left.
      said.push(structuredClone(message));
      return postMessage.call(this, message, transfer);
    };
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, "onmessage");
    Object.defineProperty(prototype, "onmessage", {
      get,
      set(listener) {
        const record = (event) => {
          heard.push(structuredClone(event.data));
          dispatchEvent(new Event("heard"));
          return listener.call(this, event);
        };
        set.call(this, listener && record);
      },
    });
  }
  /** As text in which everything can be found. */
  window.textOf = (messages) =>
    JSON.stringify(messages, (_, value) => (ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value) : value));
})();
