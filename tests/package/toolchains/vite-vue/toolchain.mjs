export default {
  name: "Vite, Vue",
  versions: ["vite", "vue"],
  hasStatus: true,
  app: "src",
  dev: (port) => ["vite", "--port", port, "--strictPort"],
  build: ["vite", "build"],
  output: "dist",
};
