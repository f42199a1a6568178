// The script that runs in the worker: a dedicated one serves the page that started it, a shared one every page of the origin that
// connects to it by the same name. All of them have one session.

import { createSessions } from "./isolation/sessions.js";
import { prepare } from "./load.js";
import integrity from "./jotpass_bg.sha256";

// Where the module is, the page says by the name (see isolation/port.js); what is in it, it does not.
const address = globalThis.name.split(" ")[0];
prepare(() => fetch(address, { integrity, signal: AbortSignal.timeout(30_000) }));
const isShared = "onconnect" in globalThis;
const server = createSessions(isShared);

// What happens before this script has run is heard afterwards (HTML standard, run a worker).
if (isShared) globalThis.onconnect = ({ ports: [port] }) => server.accept(port);
else server.accept(globalThis);
