export default [
  {
    name: "Astro",
    versions: ["astro"],
    node: "node24",
    // In the build it renders once for all: what is served then are files.
    isRendered: true,
    app: "src/client",
    dev: (port) => ["astro", "dev", "--port", port, "--host", "127.0.0.1"],
    build: ["astro", "build"],
    serve: (port) => ["astro", "preview", "--port", port, "--host", "127.0.0.1"],
    output: "dist",
  },
];
