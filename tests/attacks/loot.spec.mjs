// That the judge of the attacks knows a token when it sees one, in whatever disguise.
import { expect, test } from "@playwright/test";
import { reveals } from "../support/reveals.mjs";

const SECRET = "q3Vt-0Xk_7bLm9ZpRw2YdQsHu5JeCnAo8GfTi4WvKxE";
const hex = Buffer.from(SECRET).toString("hex");

const DISGUISES = {
  "as it is": `Bearer ${SECRET}.`,
  "a third of it": `xx ${SECRET.slice(5, 30)} xx`,
  reversed: [...SECRET].reverse().join(""),
  "in pieces": SECRET.match(/.{1,3}/g).join(" | "),
  "in letters": JSON.stringify([...SECRET]),
  "in letters, reversed": [...SECRET].reverse().join(", "),
  base64: `{"data":"${Buffer.from(`{"token":"${SECRET}"}`).toString("base64")}"}`,
  "base64, one off": Buffer.from(`x${SECRET}`).toString("base64"),
  base64url: Buffer.from(`ÿÿ${SECRET}`).toString("base64url"),
  "codes of characters": JSON.stringify([...Buffer.from(SECRET)]),
  "hexadecimal": hex,
  "percent-encoded": hex.replace(/../g, "%$&"),
  "escaped as in JSON": hex.replace(/../g, "\\u00$&"),
  "two bytes for each": Buffer.from(SECRET, "utf16le").toString("latin1"),
};

for (const [name, text] of Object.entries(DISGUISES)) {
  test(`is found: ${name}`, () => expect(reveals(`before\n${text}\nafter`, ["another-secret-of-this-kind", SECRET])).toBe(true));
}

test("what is no token is not found", () => {
  const texts = [SECRET.slice(0, 9), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.", "x".repeat(1000), "1, 2, 3"];
  expect(texts.map((text) => reveals(text, [SECRET]))).toEqual(texts.map(() => false));
});
