// What Next does with the files of its page: renders on a server, and takes over in the browser.
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import Layout from "./app/layout.jsx";
import Page from "./app/page.jsx";

const tree = (
  <Layout>
    <Page />
  </Layout>
);

window.errors = [];
window.start = () => {
  const html = renderToString(tree);
  document.documentElement.innerHTML = html.replace(/^<html[^>]*>|<\/html>$/g, "");
  hydrateRoot(document, tree, { onRecoverableError: (error) => window.errors.push(error.message) });
  return html;
};
