// What page and worker say to each other, held against tests/data/conversation.json, and through tests/types/protocol.ts against
// protocol.d.ts. After a change that is meant: `npx playwright test --project=e2e port_protocol --update-snapshots`.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LAUNCH, expect, test } from "../support/port.mjs";

const CONVERSATION = fileURLToPath(new URL("../data/conversation.json", import.meta.url));
const TYPED = fileURLToPath(new URL("../types/protocol.ts", import.meta.url));
const SCRIPT = fileURLToPath(new URL("pages/port_conversation.js", import.meta.url));

/** What pages say that do not keep to the protocol. */
const IRREGULAR = "REFUSED: ";
/** Only in a worker that several pages share. */
const SHARED_ONLY = `${IRREGULAR}a page of other options`;

test.use(LAUNCH);

for (const isolation of ["worker", "shared-worker"]) {
  test(`the conversation with a ${isolation} is the one on record`, async ({ page, server }, testInfo) => {
    await page.addScriptTag({ path: SCRIPT });
    const steps = await page.evaluate((isolation) => converse(isolation), isolation);
    const conversation = JSON.parse(lasting(JSON.stringify(steps), server.url, isolation));
    if (/all|changed/.test(testInfo.config.updateSnapshots) && isolation === "shared-worker") {
      await writeFile(CONVERSATION, pretty(conversation));
      await writeFile(TYPED, typed(conversation));
    }
    const recorded = JSON.parse(await readFile(CONVERSATION, "utf8"));
    expect(conversation).toEqual(isolation === "worker" ? recorded.filter(({ step }) => step !== SHARED_ONLY) : recorded);
  });
}

test("what tsc holds against the protocol is the conversation on record", async () => {
  expect(await readFile(TYPED, "utf8")).toBe(typed(JSON.parse(await readFile(CONVERSATION, "utf8"))));
});

/** Without what is another each time, or in another mode. */
const lasting = (text, url, isolation) =>
  text
    .replaceAll(url, "https://page.example")
    .replaceAll(`"isolation":"${isolation}"`, '"isolation":"shared-worker"')
    .replaceAll(/"lock":(null|"[^"]*")/g, '"lock":"the lock of the page"')
    .replaceAll(/"(receivedAt|expiresAt)":\d+/g, '"$1":0')
    .replaceAll(/"mark":[1-9]\d*/g, '"mark":1');

/** One message to a line. */
const pretty = (conversation) => {
  const lines = (messages) => (messages.length ? `[\n      ${messages.map((message) => JSON.stringify(message)).join(",\n      ")}\n    ]` : "[]");
  const steps = conversation.map(({ step, page, worker }) =>
    `  {\n    "step": ${JSON.stringify(step)},\n    "page": ${lines(page)},\n    "worker": ${lines(worker)}\n  }`);
  return `[\n${steps.join(",\n")}\n]\n`;
};

function typed(conversation) {
  const code = (messages) =>
    messages.map((message) => `  ${JSON.stringify(message).replaceAll(/"(Uint8Array|Blob|File)\((?:[^"\\]|\\.)*\)"/g, "a$1")},`).join("\n");
  const regular = conversation.filter(({ step }) => !step.startsWith(IRREGULAR));
  return `// The messages of tests/data/conversation.json, for tsc to hold against the protocol. Written by e2e/port_protocol.spec.mjs.
import type { FromPage, FromWorker } from "../../pkg-template/isolation/protocol.js";

declare const aUint8Array: Uint8Array;
declare const aBlob: Blob;
declare const aFile: File;

export const said = [
${code(regular.flatMap(({ page }) => page))}
] satisfies FromPage[];

export const heard = [
${code(conversation.flatMap(({ worker }) => worker))}
] satisfies FromWorker[];

/** Each message occurs. */
export const all: [Exclude<FromPage["type"], (typeof said)[number]["type"]>, Exclude<FromWorker["type"], (typeof heard)[number]["type"]>] extends [never, never]
  ? true
  : never = true;
`;
}
