const BUNDLE = ["esbuild", "src/main.js", "--bundle", "--splitting", "--format=esm", "--outdir=www/js"];

export default {
  name: "esbuild",
  versions: ["esbuild"],
  isQuick: true,
  app: "src",
  recipe: '`import … from "jotpass/inline"`',
  entry: "jotpass/inline",
  workerFiles: "www/js",
  dev: (port) => [...BUNDLE, "--servedir=www", `--serve=127.0.0.1:${port}`],
  build: [...BUNDLE, "--minify"],
  output: "www",
};
