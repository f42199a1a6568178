// The package is ESM, and so are these tests: nothing is transformed, and node is run with --experimental-vm-modules.
const shared = { transform: {}, setupFiles: ["./support/setup.js"], testMatch: ["<rootDir>/*.test.js"] };
const jsdom = { testEnvironment: "./support/jsdom_with_fetch.js" };

export default {
  projects: [
    { ...shared, displayName: "node" },
    { ...shared, ...jsdom, displayName: "jsdom" },
    { ...shared, testEnvironment: "jsdom", displayName: "bare jsdom", setupFiles: [], testMatch: ["<rootDir>/double.test.js"] },
    { ...shared, displayName: "msw", setupFiles: ["./support/msw.js"], testMatch: ["<rootDir>/msw/*.test.js"] },
  ],
};
