/** Attempts that ask Jotpass or the API: for the token, or to send it where it can be read. */

export const asking = [
  {
    name: "Ask Jotpass for it",
    code: "auth.token(), auth.url()",
    run: ({ auth, outcome }) => outcome(auth.url("/api/something"), auth.token()),
  },
  {
    name: "Have it sent to another origin",
    code: "auth.fetch(another origin)",
    needsElsewhere: true,
    run: ({ auth, elsewhere, answer }) => answer(auth.fetch(`${elsewhere}/mirror`)),
  },
  {
    name: "Have it redirected to another origin",
    code: "auth.fetch(), then 307",
    needsElsewhere: true,
    run: ({ auth, answer }) => answer(auth.fetch("/api/careless/moved")),
  },
  {
    name: "Ask the token endpoint for a new one",
    code: "auth.fetch(token endpoint)",
    run: ({ auth, answer }) => answer(auth.fetch("/api/token/refresh", { method: "POST" })),
  },
  {
    name: "Have an API repeat it that reflects request headers",
    code: "auth.fetch(careless API)",
    run: ({ auth, answer }) => answer(auth.fetch("/api/careless/mirror")),
  },
];
