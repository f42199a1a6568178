import { QueryObserver } from "@tanstack/query-core";
import { auth, client as queries, greeting } from "documentation";

// Each of these is a query or a mutation of its own, by a function such as an app has.
let last = 0;
async function json(url, init) {
  const response = await auth.fetch(url, init);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
function get(url, { headers, signal } = {}) {
  const queryKey = ["get", ++last];
  signal?.addEventListener("abort", () => queries.cancelQueries({ queryKey }));
  return queries.fetchQuery({ queryKey, queryFn: ({ signal }) => json(url, { headers, signal }) });
}
const post = (url, body, options) =>
  queries
    .getMutationCache()
    .build(queries, { mutationFn: () => json(url, { ...options, method: "POST", body }) })
    .execute();
Object.assign(window, { auth, queries, QueryObserver, client: { greeting, get, post } });
