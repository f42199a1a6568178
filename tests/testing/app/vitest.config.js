import { defineConfig } from "vitest/config";

const shared = { globals: true, setupFiles: "./support/setup.js", include: ["*.test.js"] };

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: "node" } },
      { test: { ...shared, name: "jsdom", environment: "jsdom" } },
      { test: { ...shared, name: "msw", setupFiles: "./support/msw.js", include: ["msw/*.test.js"] } },
      { test: { ...shared, name: "msw, jsdom", environment: "jsdom", setupFiles: "./support/msw.js", include: ["msw/*.test.js"] } },
    ],
  },
});
