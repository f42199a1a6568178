// What the views have in common: an `Auth` that counts who listens to it, and how often the view was drawn.
import * as inPage from "jotpass";
import * as inWorker from "jotpass/worker";

export const target = () => document.querySelector("#app");

export const drawn = () => void window.draws++;

export function expose(view) {
  window.draws = 0;
  window.listeners = 0;
  window.make = (options) => {
    const { createAuth } = options?.isolation ? inWorker : inPage;
    const auth = createAuth({ tokenUrl: "/api/token", ...options });
    const { subscribe } = auth;
    auth.subscribe = (listener) => {
      window.listeners++;
      const stop = subscribe(listener);
      return () => {
        window.listeners--;
        stop();
      };
    };
    return (window.auth = auth);
  };
  window.view = view;
}
