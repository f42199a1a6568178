// What a forge understands and the site would not: links to what lies outside www/docs, such as an example app, of which the site has
// nothing and shows the words; links to a README.md, which is an index.html here; and tables without a header. And rows get addresses.
import { posix } from "node:path";

/** VitePress' hook for markdown-it. */
export function likeOnAForge(md) {
  md.core.ruler.push("links-outside", ({ tokens, env }) => {
    for (const { children } of tokens.filter(({ type }) => type === "inline")) {
      dropLinks(children, env.relativePath);
      toIndexes(children);
    }
  });
  md.core.ruler.push("empty-headers", (state) => void (state.tokens = withoutEmptyHeaders(state.tokens)));
  md.core.ruler.push("rows", ({ tokens }) => nameRows(tokens));
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

function toIndexes(tokens) {
  for (const token of tokens.filter(({ type }) => type === "link_open")) {
    const href = token.attrGet("href");
    if (!/^\w+:/.test(href)) token.attrSet("href", href.replace(/(^|\/)README\.md(?=#|$)/, "$1index.md"));
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

/** In a table of codes every row has its code as its id, so that errors.html#no-token leads there. Of two the first. */
function nameRows(tokens) {
  const taken = new Set();
  let isOfCodes = false;
  tokens.forEach(({ type }, at) => {
    if (type === "thead_open") isOfCodes = tokens[at + 3].content === "code";
    if (type !== "tr_open" || !isOfCodes || tokens[at + 1].type !== "td_open") return;
    const [{ content: code }] = tokens[at + 2].children;
    if (!taken.has(code)) tokens[at].attrSet("id", code);
    taken.add(code);
  });
}
