import { defineConfig } from "astro/config";

export default defineConfig({
  vite: { worker: { rolldownOptions: { output: { assetFileNames: "_astro/[name].[hash][extname]" } } } },
});
