import { rspack } from "@rspack/core";

export default {
  entry: "./src/main.js",
  plugins: [new rspack.HtmlRspackPlugin({ template: "src/index.html" })],
};
