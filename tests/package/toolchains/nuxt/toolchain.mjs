export default {
  name: "Nuxt",
  versions: ["nuxt"],
  node: "node24",
  isRendered: true,
  hasStatus: true,
  app: "app/client",
  dev: (port) => ["nuxt", "dev", "--port", port, "--host", "127.0.0.1", "--no-fork"],
  build: ["nuxt", "build"],
  serve: (port) => ["env", `PORT=${port}`, "HOST=127.0.0.1", "node", ".output/server/index.mjs"],
  output: ".output/public",
};
