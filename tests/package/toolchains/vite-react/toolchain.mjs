export default {
  name: "Vite, React",
  versions: ["vite", "react"],
  isQuick: true,
  hasStatus: true,
  app: "src",
  dev: (port) => ["vite", "--port", port, "--strictPort"],
  build: ["vite", "build"],
  output: "dist",
};
