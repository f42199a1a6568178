const astro = (more) => ({
  versions: ["astro"],
  node: "node24",
  // In the build it renders once for all: what is served then are files.
  isRendered: true,
  app: "src/client",
  dev: (port) => ["astro", "dev", "--port", port, "--host", "127.0.0.1"],
  build: ["astro", "build"],
  serve: (port) => ["astro", "preview", "--port", port, "--host", "127.0.0.1"],
  output: "dist",
  ...more,
});

export default [
  astro({ name: "Astro", copies: 2 }),
  astro({ name: "Astro, one copy", recipe: "`worker…assetFileNames`", files: { "astro.config.js": "one_copy.config.js" } }),
];
