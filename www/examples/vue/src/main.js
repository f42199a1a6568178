import { createApp } from "vue";
import { createAuthPlugin } from "jotpass/vue";
import App from "./App.vue";
import { auth } from "./auth.js";
import "./style.css";

createApp(App).use(createAuthPlugin(auth)).mount("#app");
