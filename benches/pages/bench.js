// The page that holds the contestants, each in a frame of its own, so that none hooks, patches or warms up what another uses. All are
// in one process and on one thread, and take turns.

const frames = new Map();

const bench = {
  /** Opens a frame: `{ name, kind, session }`. */
  async open({ name, kind, session }) {
    const frame = document.createElement("iframe");
    frame.src = `/pages/frame.html?${new URLSearchParams({ name, kind, session })}`;
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    document.body.append(frame);
    await loaded;
    frames.set(session, frame);
    await frame.contentWindow.ready;
  },
  /** Lets a frame do something: a function of frame.js, by its name. */
  ask: (session, act, ...args) => frames.get(session).contentWindow.contestant[act](...args),
  /** The same in each of these frames, one after the other. */
  async turn(sessions, act, ...args) {
    const answers = {};
    for (const session of sessions) answers[session] = await bench.ask(session, act, ...args);
    return answers;
  },
  close(session) {
    frames.get(session).remove();
    frames.delete(session);
  },
};

// What went wrong in a frame while nobody waited for it.
let failure;
globalThis.fail = (error) => (failure ??= error);

for (let answer = null; ; ) {
  const { name, args } = await (await fetch("/next", { method: "POST", body: JSON.stringify(answer) })).json();
  try {
    const value = await bench[name](...args);
    if (failure) throw failure;
    answer = { value: value ?? null };
  } catch (error) {
    answer = { error: `${error?.stack ?? error}` };
  }
}
