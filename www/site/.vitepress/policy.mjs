// What keeps the site within a content security policy without inline scripts and styles: scripts of the pages become files, colours of
// code become classes.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCssVariablesTheme } from "shiki";

const INLINE_SCRIPT = /<script(?<attributes>(?![^>]*\ssrc=)[^>]*)>(?<code>[^]*?)<\/script>/g;
/** Vue sets it when the page runs; in the file it would be an inline style. */
const INLINE_STYLE = / style="--vp-vh:0px;"/g;

/** VitePress' hook for finished pages. */
export const scriptsIntoFiles = (base) => (html, file, { siteConfig }) => {
  const moved = html.replace(INLINE_SCRIPT, (...match) => {
    const { attributes, code } = match.at(-1);
    const name = `assets/inline.${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;
    mkdirSync(join(siteConfig.outDir, "assets"), { recursive: true });
    writeFileSync(join(siteConfig.outDir, name), code);
    return `<script${attributes} src="${base}${name}"></script>`;
  });
  return moved.replace(INLINE_STYLE, "");
};

/** A dozen colours by name: theme/style.css says what they are, light and dark. */
export const colors = createCssVariablesTheme({ name: "jotpass", variablePrefix: "--code-", fontStyle: false });

/** Shiki's hook: `style="color:var(--code-token-keyword)"` becomes `class="token-keyword"`. */
export const classesForColors = {
  name: "classes-for-colors",
  pre: (node) => void delete node.properties.style,
  span(node) {
    const name = /var\(--code-(?<name>[\w-]+)\)/.exec(node.properties.style ?? "")?.groups.name;
    delete node.properties.style;
    if (name && name !== "foreground") this.addClassToHast(node, name);
  },
};
