// The pages of clients: tests/clients runs them, each in a page of its own.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { by } from "../../support/docs_scene.mjs";

const SPECS = readdirSync(fileURLToPath(new URL("../../clients", import.meta.url))).filter((name) => name.endsWith(".spec.mjs"));
const NAMES = ["apollo", "axios", "backbone", "hooks", "htmx", "jquery", "ky", "ofetch", "query", "streams"];

export const CLIENTS = Object.fromEntries(
  NAMES.filter((name) => SPECS.includes(`${name}.spec.mjs`)).map((name) => [
    `clients/${name}.md`,
    { blocks: { 1: by(`clients/${name}.spec.mjs`) } },
  ]),
);
