// An app of Angular's kind: zone.js is there before anything else.
import "zone.js";

const { createAuth } = await import("jotpass");

window.auth = createAuth({ tokenUrl: "/api/token", attach: { to: ["/api"] } });
window.client = { Zone };
