// It has no server of its own: the dev server is a static host beside `--watch`.
export default {
  name: "Rollup",
  versions: ["rollup"],
  app: "src",
  recipe: '`import … from "jotpass/inline"`',
  entry: "jotpass/inline",
  workerFiles: "www/js",
  watch: { command: ["rollup", "--config", "--watch"], ready: /created www/ },
  build: ["rollup", "--config"],
  output: "www",
};
