export default [
  {
    name: "SvelteKit",
    versions: ["@sveltejs/kit", "svelte"],
    node: "node24",
    isRendered: true,
    hasStatus: true,
    app: "src/lib",
    dev: (port) => ["vite", "dev", "--port", port, "--strictPort"],
    build: ["vite", "build"],
    serve: (port) => ["env", `PORT=${port}`, "HOST=127.0.0.1", `ORIGIN=http://127.0.0.1:${port}`, "node", "build"],
    output: "build/client",
  },
];
