import { startTransition, useState } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { App, Provided, State } from "./react_view.jsx";
import { drawn, expose, target } from "./harness.js";

let root = null;
const draw = (children) => {
  root = createRoot(target());
  flushSync(() => root.render(children));
};

expose({
  mount: (auth) => draw(<App auth={auth}><State onDrawn={drawn} /></App>),
  mountTwo: (auth, other) => draw(<App auth={auth}><State /><State auth={other} /></App>),
  mountNested(auth, other) {
    draw(<App auth={auth}><State /><App auth={other}><State /></App></App>);
  },
  hydrate: (auth) => void (root = hydrateRoot(target(), <App auth={auth}><State /></App>)),
  unmount: () => root.unmount(),
  // As a caller without a provider meets it.
  missing() {
    let told;
    const root = createRoot(document.createElement("div"), { onUncaughtError: (error) => (told = error) });
    try {
      flushSync(() => root.render(<Provided onAuth={() => {}} />));
    } catch (error) {
      told ??= error;
    }
    return told.message;
  },
  provided(auth) {
    let given;
    draw(<App auth={auth}><Provided onAuth={(auth) => (given = auth)} /></App>);
    return given === auth;
  },
  /** Draws so slowly, by a transition, that the state changes in the middle; gives what was to be seen at each commit. */
  async tear(auth, change) {
    const commits = [];
    let begin;
    let begun;
    const started = new Promise((resolve) => (begun = resolve));
    function Slow({ number }) {
      if (number === 1) begun();
      const until = performance.now() + 3;
      while (performance.now() < until);
      return <State />;
    }
    function Many() {
      const [isMany, setIsMany] = useState(false);
      begin = () => startTransition(() => setIsMany(true));
      return isMany && Array.from({ length: 40 }, (_, number) => <Slow key={number} number={number} />);
    }
    draw(<App auth={auth}><Many /></App>);
    new MutationObserver(() => {
      commits.push([...new Set([...document.querySelectorAll(".state")].map((node) => node.textContent))]);
    }).observe(target(), { childList: true, subtree: true, characterData: true });
    begin();
    await started;
    await change();
    await new Promise((resolve) => requestIdleCallback(resolve));
    return commits;
  },
});
