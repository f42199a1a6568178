export { createAuth } from "jotpass/worker";
