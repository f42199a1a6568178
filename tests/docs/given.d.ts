// What the documentation takes for granted of an app.
declare module "*.vue" {
  import type { Component } from "vue";
  const component: Component;
  export default component;
}
declare module "*.svelte" {
  import type { Component } from "svelte";
  const component: Component;
  export default component;
}

declare function showLoginForm(): void;

// Nuxt imports it by itself.
declare function defineNuxtPlugin(plugin: (app: { vueApp: import("vue").App }) => void): unknown;
