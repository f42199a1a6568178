// Prints what each file named on the command line weighs.
import { readFileSync } from "node:fs";
import { weigh } from "./weight.mjs";

console.log(JSON.stringify(process.argv.slice(2).map((file) => ({ file, ...weigh(readFileSync(file)) }))));
