const vitest = (project, where) => ({
  name: `Vitest, ${project}`,
  versions: ["vitest"],
  node: "node24",
  runs: ["vitest", "run", "--project", project, "--reporter=verbose"],
  where,
});

export default [vitest("jsdom", "jsdom"), vitest("browser", "Chromium")];
