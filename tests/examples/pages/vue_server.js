import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { createAuth } from "jotpass";
import { createAuthPlugin } from "jotpass/vue";
import { State } from "./vue_view.js";

export async function render() {
  const auth = createAuth({ tokenUrl: "https://api.example.com/token" });
  auth.subscribe = () => {
    throw new Error("nobody listens on a server");
  };
  return renderToString(createSSRApp({ render: () => h(State) }).use(createAuthPlugin(auth)));
}
