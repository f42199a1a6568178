// The API under the page's own origin, as in production: nothing to allow, nothing to configure.
export default {
  "/api": { target: process.env.JOTPASS_API ?? "http://127.0.0.1:8787" },
};
