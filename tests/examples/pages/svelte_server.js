import { render as renderComponent } from "svelte/server";
import { createAuth } from "jotpass";
import { sessionStore } from "jotpass/svelte";
import SvelteView from "./SvelteView.svelte";

export function render() {
  const auth = createAuth({ tokenUrl: "https://api.example.com/token" });
  auth.subscribe = () => {
    throw new Error("nobody listens on a server");
  };
  return renderComponent(SvelteView, { props: { stores: [sessionStore(auth)] } }).body;
}
