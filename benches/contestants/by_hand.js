import { createFetch } from "../libraries/by_hand.js";
import { callBy, exchanger } from "./kit.js";

export { decode } from "../libraries/by_hand_decode.js";

export const signIn = (session) => callBy(createFetch(session.tokens.access_token, exchanger(session)));
