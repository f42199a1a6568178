// What the pages have to hold whatever they say.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "../support/server.mjs";
import { readPages } from "../support/docs.mjs";

const DOCS = fileURLToPath(new URL("../../www/docs", import.meta.url));
const TYPES = fileURLToPath(new URL("../../src/api/types.d.ts", import.meta.url));
const read = (path) => readFile(join(DOCS, path), "utf8");

/** The members of a union of texts in the declarations. */
async function union(name) {
  const text = await readFile(TYPES, "utf8");
  const [, members] = new RegExp(`type ${name} =([^;]+);`).exec(text);
  return [...members.matchAll(/"([\w-]+)"/g)].map(([, member]) => member).sort();
}

/** The first cells of the tables in a text. */
const rows = (text) => [...text.matchAll(/^\| `([\w-]+)`( \*)? \|/gm)].map(([, code, star]) => ({ code, isRetryable: Boolean(star) }));
const codes = (found) => found.map(({ code }) => code).sort();

test("the page of errors has every code once, and no other", async () => {
  const [errors, warnings] = (await read("errors.md")).split("## Warnings");
  expect(codes(rows(errors))).toEqual(await union("AuthErrorCode"));
  expect(codes(rows(warnings))).toEqual(await union("WarningCode"));
});

test("those it marks as retryable are those that the declarations mark", async () => {
  const marked = [...(await readFile(TYPES, "utf8")).matchAll(/^ \* - (.+?):/gm)].flatMap(([, codes]) =>
    [...codes.matchAll(/`([\w-]+)` \*/g)].map(([, code]) => code),
  );
  const told = rows((await read("errors.md")).split("## Warnings")[0]).filter(({ isRetryable }) => isRetryable);
  expect(codes(told)).toEqual(marked.sort());
});

test("every row says what happened, why and what to do", async () => {
  for (const line of (await read("errors.md")).split("\n").filter((line) => line.startsWith("| `"))) {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
    expect(cells.every(Boolean), line).toBe(true);
  }
});

test("every page begins with working code", async () => {
  const pages = Object.entries(await readPages()).filter(([page]) => page !== "README");
  const without = pages.filter(([, blocks]) => blocks.length === 0).map(([page]) => page);
  expect(without).toEqual([]);
  for (const [page] of pages) {
    const text = await read(page);
    const [beginning, first = ""] = text.split(/^## /m);
    expect(beginning + first, page).toContain("\n```");
  }
});

test("a link leads to a file that is there", async () => {
  const names = (await readdir(DOCS, { recursive: true })).filter((name) => name.endsWith(".md"));
  const broken = [];
  for (const name of names) {
    const text = (await read(name)).replace(/^```[^]*?^```/gm, "");
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      const isThere = await readFile(join(DOCS, name, "..", target)).then(() => true, ({ code }) => code === "EISDIR");
      if (!isThere) broken.push(`${name}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});
