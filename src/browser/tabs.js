// What tabs say to each other, and the lock that one of them may hold. Both only make things faster: whoever uses them must
// be right without. Nothing here throws.

const { BroadcastChannel, AbortSignal } = globalThis;

// `hear` is told what other tabs tell. An open channel keeps a page out of the back/forward cache, so a page that is left
// pauses; what is said meanwhile it does not hear.
export function openTabs(name, hear) {
  const id = `jotpass:${name}`;
  let channel = null;
  let isClosed = false;

  const tabs = {
    isDeaf: false,
    tell(message) {
      try {
        channel?.postMessage(message);
      } catch {}
    },
    pause() {
      channel?.close();
      channel = null;
    },
    resume() {
      if (channel || isClosed) return;
      try {
        channel = new BroadcastChannel(id);
        // Where there is such a thing (Node), a channel keeps no program from ending.
        channel.unref?.();
        channel.onmessage = ({ data }) => hear(data);
      } catch {
        tabs.isDeaf = true;
      }
    },
    // Gives the function that lets go of the lock, or null when it was not to be had in time.
    lock: (ms) =>
      new Promise(async (resolve) => {
        try {
          const signal = AbortSignal.timeout(ms);
          // There in a secure context only. Looked at late, since to look takes a quarter of what importing all this does.
          // Held until its promise settles, whose resolve function is what we give. One that comes too late is let go.
          await navigator.locks.request(id, { signal }, () => (signal.aborted ? null : new Promise(resolve)));
        } catch {}
        // No news when the lock was given.
        resolve(null);
      }),
    close() {
      isClosed = true;
      tabs.pause();
    },
  };
  tabs.resume();
  return tabs;
}
