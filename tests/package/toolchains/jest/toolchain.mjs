// Jest's own switch for ES modules.
const jest = (environment) => ["node", "--experimental-vm-modules", "node_modules/jest/bin/jest.js", "--env", environment];

export default [
  { name: "Jest, node", versions: ["jest"], runs: jest("node"), where: "Node" },
  {
    name: "Jest, jsdom",
    versions: ["jest", "jest-environment-jsdom"],
    // Jest's own jsdom has no fetch.
    recipe: '`testEnvironment: "jest-fixed-jsdom"`',
    runsNot: jest("jsdom"),
    runs: jest("jest-fixed-jsdom"),
    where: "jsdom",
  },
];
