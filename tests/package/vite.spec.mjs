// Vite's production build, unconfigured, under the strict content security policy of the README. Without a policy, see matrix.spec.mjs.
import { join } from "node:path";
import { build } from "vite";
import { expectToWork, test } from "../support/consumer.mjs";
import { startServer } from "../support/server.mjs";

test("the production build of Vite works under the policy", async ({ page, app }) => {
  await build({ root: app, configFile: false, logLevel: "error" });
  const server = await startServer({ www: join(app, "dist") });
  await expectToWork(page, server.url, server);
  await server.stop();
});
