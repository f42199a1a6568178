// In a Rust app, what pkg-template/engine.js is in the package. The engine is the app: it is there before anybody calls it, and when it
// has broken nobody is left to go on.

export let adopt, answer, close, fail, guard, idle, judge, locked, login, logout, mark, news, open, refresh;
export let refuse, row, secrets, show, start, status, swapped, unstored, wake;

export function provide(engine) {
  ({ adopt, answer, close, fail, guard, idle, judge, locked, login, logout, mark, news, open, refresh } = engine);
  ({ refuse, row, secrets, show, start, status, swapped, unstored, wake } = engine);
}

export const load = () => {};
export const lifeline = () => ({ isThere: () => true, check() {} });
export const restarts = new Set();
