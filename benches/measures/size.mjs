// What each contestant weighs, bundled in the same way from one line that imports what is used of it; and what ours are made of.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { weigh } from "../../xtask/tools/weight.mjs";
import { bundle } from "../lab/bundle.mjs";

/** What a page loads for each entry of ours. */
const OURS = {
  jotpass: ["index.js", "jotpass_bg.wasm"],
  "jotpass/inline": ["inline.js"],
  "jotpass/worker, in the page": ["worker.js"],
  "jotpass/worker, in the worker": ["jotpass_worker.js", "jotpass_bg.wasm"],
};
const ADAPTERS = ["angular", "axios", "backbone", "jquery", "react", "svelte", "vue"];
const OTHERS = {
  by_hand: "by hand, 15 lines",
  ky: "ky",
  axios: "axios + axios-auth-refresh",
  oauth2_client: "@badgateway/oauth2-client",
  auth0: "@auth0/auth0-spa-js",
  oidc_client: "oidc-client-ts",
  supabase: "@supabase/auth-js",
  jwt_decode: "jwt-decode",
  jose: "jose (decodeJwt)",
};

export async function size({ pkg }) {
  const bundles = await bundle("libraries", Object.keys(OTHERS), pkg);
  const others = Object.entries(OTHERS).map(([name, title]) => [title, weigh(bundles[name])]);
  const adapters = ADAPTERS.map((name) => [`jotpass/${name}`, [`${name}.js`]]);
  const ours = [...Object.entries(OURS), ...adapters].map(async ([title, files]) => {
    const parts = await Promise.all(files.map(async (file) => weigh(await readFile(join(pkg, file)))));
    const sum = (what) => parts.reduce((sum, part) => sum + part[what], 0);
    return [title, { raw: sum("raw"), gzip: sum("gzip"), brotli: sum("brotli") }];
  });
  return Object.fromEntries([...(await Promise.all(ours)), ...others]);
}
