export default {
  name: "Deno",
  versions: ["deno"],
  runs: ["deno", "run", "--allow-env", "--allow-net", "--allow-read", "main.mjs"],
  where: "Deno",
};
