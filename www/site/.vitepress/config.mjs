// The documentation as a site: the pages of www/docs, as they lie there. `cargo xtask docs` builds it.
//
// What it makes keeps the demo's policy (`script-src 'self'; style-src 'self'`): see policy.mjs. Must not say anything about Jotpass
// itself: that is for the pages.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { classesForColors, colors, scriptsIntoFiles } from "./policy.mjs";
import { likeOnAForge } from "./markdown.mjs";
import { nav, sidebar } from "./sidebar.mjs";

const BASE = "/docs/";
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Pages are rendered by the Vue of this folder: from theirs, which lies outside, nobody finds one. */
const vueOfThisFolder = {
  name: "vue-of-this-folder",
  enforce: "pre",
  resolveId: (id, importer, { ssr }) => (ssr && /^vue(\/|$)/.test(id) ? { id, external: true } : undefined),
};

export default defineConfig({
  title: "Jotpass",
  description: "Token authentication for browser apps: any token endpoint, any framework or none.",
  lang: "en",
  base: BASE,
  srcDir: "../docs",
  outDir: process.env.JOTPASS_DOCS_OUT ?? at("../../../target/docs"),
  cacheDir: at("../node_modules/.vitepress"),
  // A forge shows README.md for a folder, a site index.html.
  rewrites: { "README.md": "index.md", "api/README.md": "api/index.md" },
  head: [["link", { rel: "icon", href: `${BASE}logo.svg`, type: "image/svg+xml" }]],
  // The default is an inline style, which theme/style.css has.
  contentProps: {},
  // Without it a style is put into the page for every change of colours.
  appearance: { disableTransition: false },
  metaChunk: true,
  // The reference has the same headings under everything that it describes.
  transformPageData: ({ relativePath }) => (relativePath.startsWith("api/") ? { frontmatter: { outline: 2 } } : undefined),
  transformHtml: scriptsIntoFiles(BASE),
  markdown: { theme: colors, codeTransformers: [classesForColors], config: likeOnAForge },
  vite: { logLevel: "warn", plugins: [vueOfThisFolder] },
  buildEnd: ({ outDir }) => copyFileSync(at("../../logo.svg"), join(outDir, "logo.svg")),
  themeConfig: {
    logo: "/logo.svg",
    nav,
    sidebar,
    outline: [2, 3],
    search: { provider: "local" },
    notFound: { title: "There is no such page", quote: "The search, or the list of pages, may have what you look for.", linkText: "To the first page" },
    docFooter: { prev: "Before", next: "Next" },
  },
});
