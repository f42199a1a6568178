export default {
  name: "webpack 5",
  versions: ["webpack"],
  isQuick: true,
  app: "src",
  dev: (port) => ["webpack", "serve", "--mode", "development", "--port", port],
  build: ["webpack", "--mode", "production"],
  output: "dist",
};
