// What a forge understands and the site would not: links to what lies outside www/docs, such as an example app, of which the site has
// nothing and shows the words; and tables without a header.
import { posix } from "node:path";

/** VitePress' hook for markdown-it. */
export function likeOnAForge(md) {
  md.core.ruler.push("links-outside", ({ tokens, env }) => {
    for (const { children } of tokens.filter(({ type }) => type === "inline")) dropLinks(children, env.relativePath);
  });
  md.core.ruler.push("empty-headers", (state) => void (state.tokens = withoutEmptyHeaders(state.tokens)));
}

function dropLinks(tokens, page) {
  let isOutside = false;
  for (const token of tokens) {
    if (token.type === "link_open") isOutside = leaves(token.attrGet("href"), page);
    if (!isOutside || !/^link_/.test(token.type)) continue;
    [token.type, token.tag, token.nesting] = ["text", "", 0];
    token.content = "";
  }
}

const leaves = (href, page) => !/^(\w+:|\/|#)/.test(href) && posix.join(posix.dirname(page), href).startsWith("..");

/** A header cell that says nothing is no header; a row of them is no row. */
function withoutEmptyHeaders(tokens) {
  const isEmpty = (at) => tokens[at].type === "th_open" && tokens[at + 1].content === "";
  tokens.forEach((token, at) => isEmpty(at) && ([token.tag, tokens[at + 2].tag] = ["td", "td"]));
  const kept = [];
  for (let at = 0; at < tokens.length; at++) {
    const end = tokens[at].type === "thead_open" ? tokens.findIndex(({ type }, index) => index > at && type === "thead_close") : -1;
    const isBare = end > at && tokens.slice(at, end).every(({ type, tag }) => type !== "th_open" || tag === "td");
    if (isBare) at = end;
    else kept.push(tokens[at]);
  }
  return kept;
}
