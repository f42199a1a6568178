// Who listens, and telling them.

export function createEmitter() {
  const byType = new Map();
  const subscribers = new Set();

  const tell = (listeners, event) => {
    for (const listener of [...(listeners ?? [])]) {
      try {
        // It may have been taken off by one before it.
        if (listeners.has(listener)) listener(event);
      } catch (error) {
        // A listener's fault is its own: the page hears of it, and nobody else stumbles over it.
        setTimeout(() => {
          throw error;
        });
      }
    }
  };
  const add = (listeners, listener) => {
    // A function of its own, so that a listener added twice is told twice and removed once.
    const own = (event) => listener(event);
    listeners.add(own);
    return () => void listeners.delete(own);
  };

  const notify = () => tell(subscribers);
  return {
    on(type, listener) {
      if (!byType.has(type)) byType.set(type, new Set());
      return add(byType.get(type), listener);
    },
    subscribe: (listener) => add(subscribers, listener),
    emit(type, event) {
      tell(byType.get(type), event);
      notify();
    },
    notify,
  };
}
