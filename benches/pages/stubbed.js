// Puts a function that answers at once in the place of the network, before any contestant is loaded. In a worker too. What is not
// for the API goes to the network: WebAssembly, and the issuer.

import { answerOf } from "./answers.js";

const network = globalThis.fetch;
const urlOf = (input) => (typeof input === "string" ? input : (input.url ?? input.href));

globalThis.fetch = async (input, init) => {
  const url = urlOf(input);
  if (!/\/(api|open)\//.test(url)) return network(input, init);
  // For whoever checks that the token is there.
  globalThis.lastRequest = [input, init];
  return new Response(answerOf(url));
};
