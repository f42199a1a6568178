export default {
  name: "Vite, Svelte",
  versions: ["vite", "svelte"],
  hasStatus: true,
  app: "src",
  dev: (port) => ["vite", "--port", port, "--strictPort"],
  build: ["vite", "build"],
  output: "dist",
};
