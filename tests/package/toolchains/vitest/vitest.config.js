import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const { CHROME, JOTPASS_API, PORT } = process.env;
const env = { JOTPASS_API };
const provider = playwright({ launchOptions: { executablePath: CHROME, args: ["--no-sandbox", "--disable-gpu"] } });
// The port for our API to know, which answers no other origin.
const api = { port: Number(PORT), strictPort: true };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "jsdom", env, environment: "jsdom" } },
      { test: { name: "browser", env, api, browser: { enabled: true, headless: true, provider, instances: [{ browser: "chromium" }] } } },
    ],
  },
});
