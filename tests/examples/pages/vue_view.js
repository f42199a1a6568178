// What is drawn in the browser and on a server.
import { defineComponent, h, onMounted, onUpdated } from "vue";
import { useAuth, useSession } from "jotpass/vue";
import { words } from "./words.js";

export const State = defineComponent({
  props: ["auth", "onDrawn"],
  setup({ auth, onDrawn }) {
    const { status, session } = useSession(auth);
    onMounted(() => onDrawn?.());
    onUpdated(() => onDrawn?.());
    return () => h("p", { class: "state" }, words({ status: status.value, session: session.value }));
  },
});

export const Provided = defineComponent({
  props: ["onAuth"],
  setup({ onAuth }) {
    onAuth(useAuth());
    return () => null;
  },
});
