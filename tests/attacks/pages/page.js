// One attack on one victim, as the address says: `topic` and `attack` name it, `when` says whether it gets in before the app has
// loaded or after somebody has signed in, `mode` is where the app keeps its token.
import { createKit } from "./kit.js";

const { stringify } = JSON;
const { topic, attack: name, when, mode, attacker } = Object.fromEntries(new URLSearchParams(location.search));
const { default: attacks } = await import(`../catalogue/${topic}.js`);
const attack = attacks.find((attack) => attack.name === name);

// What somebody is about to type, who is not on this page.
const user = await (await fetch("/user")).json();

const [signedIn, reachSignedIn] = milestone();
const [worked, reachWorked] = milestone();
/** When somebody has signed in; when the app has gone on working after that: asked, renewed and asked again. */
const kit = { ...createKit(attacker), mode, when, signedIn, worked };

await attack.prepare?.(kit);
let attacking = when === "before" ? outcomeOf(() => attack.run(kit)) : null;
// Only now, and with it all that it imports.
const app = await import("./app.js");
const begun = await outcomeOf(async () => {
  const { options, pageOptions, naive = "naive" } = attack;
  await app.start(mode === "naive" ? naive : mode, { ...options, ...(mode === "page" ? pageOptions : {}) });
  await app.signIn(user);
});
reachSignedIn();
attacking ??= outcomeOf(() => attack.run(kit));
const gone = begun ?? (await outcomeOf(app.work));
reachWorked();
const failed = await attacking;
await kit.send();
await kit.report(stringify({ app: gone, attack: failed }));

function milestone() {
  let reach;
  return [new Promise((resolve) => (reach = resolve)), () => reach()];
}

/** What has gone wrong with it, or null. */
async function outcomeOf(work) {
  try {
    await work();
    return null;
  } catch (error) {
    return `${error}\n${error?.stack}`;
  }
}
