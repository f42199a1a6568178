// Every page's scene: `blocks` says by number who runs a block. `api` gives another API than the demo server, `html` what is in the
// document, `helper` a module of helpers/ that is loaded first, `headers` what files are served with, `files` the
// names of blocks that the text around them names.
import { CLIENTS } from "./clients.mjs";
import { FRAMEWORKS } from "./frameworks.mjs";
import { GUIDES } from "./guides.mjs";
import { MIGRATIONS } from "./migrations.mjs";
import { RECIPES } from "./recipes.mjs";

export const SCENES = { ...GUIDES, ...FRAMEWORKS, ...CLIENTS, ...RECIPES, ...MIGRATIONS };
