// The README's Vite + React app, as somebody who follows it has it: its three files in the template, in Vite's dev server.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createServer } from "vite";
import { expect, test } from "../support/docs_scene.mjs";
import { SCENES } from "./scenes/index.mjs";
import { makeWorkshop, named, writeBlocks } from "../support/docs.mjs";

/** What the template has around them. */
const TEMPLATE = {
  "index.html": `<!doctype html><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/src/main.jsx"></script>`,
  "src/main.jsx": `import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import App from "./App.jsx";

createRoot(document.getElementById("root")).render(<StrictMode><App /></StrictMode>);
`,
};

test("signs in against the demo server", async ({ page, server, pages }) => {
  // Of its own, because Vite serves nothing from outside the app's folder.
  const { folder: root, remove } = await makeWorkshop();
  await mkdir(join(root, "src"), { recursive: true });
  for (const [name, text] of Object.entries(TEMPLATE)) await writeFile(join(root, name), text);
  // The demo's port may be somebody else's here.
  const blocks = named(pages.README, SCENES.README).filter(({ file }) => /^vite.config|auth|App/.test(file));
  expect(blocks.map(({ lang }) => lang)).toEqual(["js", "js", "jsx"]);
  await writeBlocks(root, blocks, (code) => code.replace("http://127.0.0.1:8787", server.url));

  const vite = await createServer({ root, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
  await vite.listen();
  await page.goto(`http://127.0.0.1:${vite.httpServer.address().port}`);
  await page.getByRole("button", { name: "Sign in (signed-out)" }).click();
  await expect(page.getByText("Zoë Démo: Hello, ")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in (signed-out)" })).toBeVisible();
  await vite.close();
  await remove();
});
