// What Nuxt does with the files of its page: a plugin, an app rendered on a server, and the same taking over in the browser.
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import App from "./app/app.vue";

window.defineNuxtPlugin = (plugin) => plugin;

async function create() {
  const { default: plugin } = await import("./app/plugins/auth.ts");
  const app = createSSRApp(App);
  plugin({ vueApp: app });
  return app;
}

window.start = async () => {
  const root = document.querySelector("#root");
  root.innerHTML = await renderToString(await create());
  const before = root.textContent;
  (await create()).mount(root);
  return before;
};
