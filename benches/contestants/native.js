// The floor: fetch itself, with no token.

import { callBy } from "./kit.js";

export const signIn = () => callBy((url, init) => fetch(url, init));
