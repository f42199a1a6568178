const next = (bundler, flag, more) => ({
  name: `Next.js, ${bundler}`,
  versions: ["next", "react"],
  isRendered: true,
  hasStatus: true,
  app: "app/client",
  dev: (port) => ["next", "dev", flag, "--port", port],
  build: ["next", "build", flag],
  serve: (port) => ["next", "start", "--port", port],
  output: ".next/static",
  ...more,
});

export default [next("Turbopack", "--turbopack", { isQuick: true }), next("webpack", "--webpack")];
