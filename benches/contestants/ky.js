// As the questions and answers of ky's readme say: a header by one hook, and a renewal by another, before a request that was refused
// is sent once more. Nothing holds parallel renewals back.

import { ky } from "../libraries/ky.js";
import { callBy, exchanger } from "./kit.js";

export function signIn(session) {
  const renew = exchanger(session);
  let token = session.tokens.access_token;
  const api = ky.create({
    retry: { statusCodes: [401] },
    hooks: {
      beforeRequest: [({ request }) => request.headers.set("authorization", `Bearer ${token}`)],
      beforeRetry: [
        async ({ request }) => {
          token = await renew();
          request.headers.set("authorization", `Bearer ${token}`);
        },
      ],
    },
  });
  return callBy(api);
}
