// All that install() puts on the page's globals. A page whose session is in a worker has the hook on fetch alone.

import { createRegistry, enter, installFetch, pick } from "./fetch_hook.js";
import { hookXhr } from "./xhr.js";

export { isMine, uninstall } from "./fetch_hook.js";

const inXhr = createRegistry();
let unhookXhr = null;

const installXhr = (agent) =>
  enter(
    inXhr,
    agent,
    () => (unhookXhr ??= hookXhr((target) => pick(inXhr, target))),
    () => {
      unhookXhr();
      unhookXhr = null;
    },
  );

export function install(agent, { fetch, xhr }) {
  const stops = [fetch && installFetch(agent), xhr && installXhr(agent)].filter(Boolean);
  // One hook has one stop, however often it is asked for.
  return stops.length === 1 ? stops[0] : () => stops.forEach((stop) => stop());
}
