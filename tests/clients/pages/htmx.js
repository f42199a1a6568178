import htmx from "htmx.org";
import { auth, greeting } from "documentation";

/** The name and detail of the next event of one of these types. */
const next = (...types) =>
  new Promise((resolve) => {
    for (const type of types) document.addEventListener(type, ({ detail }) => resolve([type, detail]), { once: true });
  });
Object.assign(window, { auth, htmx, next, client: { greeting } });
