// The order of the pages. tests/docs fails when a page is missing here, or one named here does not exist.
import { readdirSync } from "node:fs";

const page = (link, text) => ({ text, link: `/${link}` });
const folder = (name, pages) => Object.entries(pages).map(([file, text]) => page(`${name}/${file}`, text));

/** One entry for each entry of the package, in the order of the files, which is that of their names. */
const API = new URL("../../docs/api/", import.meta.url);
const entries = readdirSync(API)
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .map((file) => file.replace(/\.md$/, ""));

export const nav = [
  page("getting-started", "Start"),
  page("recipes/cookie-refresh", "Recipes"),
  page("errors", "Errors"),
  page("api/", "API"),
];

export const sidebar = [
  {
    text: "Jotpass",
    items: [
      page("", "What it is"),
      page("getting-started", "Getting started"),
      page("bundlers", "Bundlers"),
      page("testing", "Testing your app"),
      page("errors", "Errors"),
    ],
  },
  {
    text: "Frameworks",
    items: folder("frameworks", {
      react: "React",
      vue: "Vue",
      svelte: "Svelte",
      angular: "Angular",
      next: "Next.js",
      nuxt: "Nuxt",
      sveltekit: "SvelteKit",
      astro: "Astro",
      rust: "Rust",
    }),
  },
  {
    text: "Clients",
    items: folder("clients", {
      axios: "axios",
      jquery: "jQuery",
      backbone: "Backbone",
      ky: "ky",
      ofetch: "ofetch",
      apollo: "Apollo Client",
      query: "TanStack Query",
      streams: "EventSource, WebSocket",
      htmx: "htmx",
      hooks: "Any other",
    }),
  },
  {
    text: "Servers",
    items: folder("recipes", {
      "express-jwt-simple": "Express and jwt-simple",
      "django-simplejwt": "Django SimpleJWT",
      "flask-jwt-extended": "Flask-JWT-Extended",
      spring: "Spring Security",
      laravel: "Laravel Sanctum",
      "cookie-refresh": "Renewal by cookie",
      "other-origin": "An API on another origin (CORS)",
    }),
  },
  {
    text: "Coming from",
    items: folder("migration", {
      interceptor: "A hand-written interceptor",
      "axios-auth-refresh": "axios-auth-refresh",
      "jwt-decode": "jwt-decode",
    }),
  },
  {
    text: "Security and servers",
    items: [
      page("threat-model", "Threat model"),
      page("isolation", "The session in a worker"),
      page("csp", "Content security policy"),
      page("ssr", "Server-side rendering"),
    ],
  },
  { text: "API", items: [page("api/", "All entries"), ...entries.map((name) => page(`api/${name}`, name))] },
];
