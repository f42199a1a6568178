// Answers for the server out of the page's own memory, so that what is measured is the library's: runs before the package
// loads and takes the place of the native fetch for the API. Also gets hold of the module's memory.
(() => {
  const { fetch } = window;
  let issued = 0;
  const pass = () =>
    Response.json({ token: `token-${++issued}`, refresh_token: `refresh-${issued}`, expires_in: 3600, user: { name: "ann" } });
  const isRefused = (headers) => new Headers(headers).get("x-access-token") !== `token-${issued}`;
  window.fetch = async (input, init) => {
    const { pathname } = new URL(input.url ?? input, location);
    if (pathname === "/api/token") return pass();
    if (pathname === "/api/something") return new Response(null, { status: isRefused(init?.headers ?? input.headers) ? 401 : 200 });
    return fetch(input, init);
  };
  // The server ends the token.
  window.revoke = () => void issued++;

  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const instance = await instantiate(...args);
    window.moduleMemory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
    return instance;
  };

  // The browser keeps what has a limit until the limit has passed, though it was done long before: an operation on the store, two
  // seconds. In memory it is done within one turn, which no limit interrupts, so a short one changes nothing.
  const { timeout } = AbortSignal;
  const [LIMIT, SHORT] = [2000, 20];
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms === LIMIT ? SHORT : ms);
  // Settles when the limits of all that was begun before have passed.
  window.limitsPassed = () => new Promise((resolve) => (AbortSignal.timeout(SHORT).onabort = resolve));
})();
