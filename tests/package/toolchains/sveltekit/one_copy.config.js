import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

// A plugin, because SvelteKit overrides what is said beside the plugins.
const oneCopy = {
  name: "one-copy",
  enforce: "post",
  config: () => ({ worker: { rolldownOptions: { output: { assetFileNames: "_app/immutable/assets/[name].[hash][extname]" } } } }),
};

export default defineConfig({ plugins: [sveltekit({ adapter: adapter() }), oneCopy] });
