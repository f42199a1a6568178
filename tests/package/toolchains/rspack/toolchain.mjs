export default {
  name: "Rspack",
  versions: ["@rspack/core"],
  app: "src",
  dev: (port) => ["rspack", "serve", "--mode", "development", "--port", port],
  build: ["rspack", "build", "--mode", "production"],
  output: "dist",
};
