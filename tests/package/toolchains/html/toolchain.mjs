// No toolchain: the package's folder beside the page, on a static host.
export default {
  name: "plain HTML, import map",
  isQuick: true,
  build: ["sh", "-c", "mkdir -p site/jotpass && cp *.html *.js site && cd node_modules/jotpass && cp index.js worker.js jotpass_worker.js jotpass_bg.wasm ../../site/jotpass"],
  output: "site",
};
