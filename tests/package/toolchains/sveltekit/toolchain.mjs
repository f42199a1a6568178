const kit = (more) => ({
  versions: ["@sveltejs/kit", "svelte"],
  node: "node24",
  isRendered: true,
  hasStatus: true,
  app: "src/lib",
  dev: (port) => ["vite", "dev", "--port", port, "--strictPort"],
  build: ["vite", "build"],
  serve: (port) => ["env", `PORT=${port}`, "HOST=127.0.0.1", `ORIGIN=http://127.0.0.1:${port}`, "node", "build"],
  output: "build/client",
  ...more,
});

export default [
  kit({ name: "SvelteKit", copies: 2 }),
  kit({ name: "SvelteKit, one copy", recipe: "`worker…assetFileNames`", files: { "vite.config.js": "one_copy.config.js" } }),
];
