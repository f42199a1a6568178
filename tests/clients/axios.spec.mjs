// axios through its adapter: what its users rely on, compared with axios as it comes where that can be said.
import { expect, open, revoke, test } from "../support/clients.mjs";
import { describeRules } from "./rules.mjs";

test.use({ client: "axios" });
test.describe("axios", () => describeRules({ aborted: { name: "CanceledError", code: "ERR_CANCELED" } }));

/** What a call of `send(api)` gives with the adapter, and with axios as it comes and the token among its headers. */
const both = (page, send) =>
  page.evaluate(`(async () => {
    const plain = axios.create({ headers: { "x-access-token": await auth.token() } });
    const describe = (error) => {
      const { name, code, message, status, isAxiosError, config, response } = error;
      const isInstance = error instanceof axios.AxiosError;
      return { name, code, message, status, isAxiosError, isInstance, url: config?.url, data: response?.data };
    };
    const outcomes = [];
    for (const one of [api, plain]) outcomes.push(await (${send})(one).catch(describe));
    return outcomes;
  })()`);

test.beforeEach(({ page }) => open(page));

const ERRORS = [
  ["a 4xx", { kind: "status", status: 404 }, `(api) => api.get("/api/something")`, "ERR_BAD_REQUEST"],
  ["a 5xx", { kind: "status", status: 503 }, `(api) => api.get("/api/something")`, "ERR_BAD_RESPONSE"],
  ["a broken connection", { kind: "drop" }, `(api) => api.post("/api/something", "x")`, "ERR_NETWORK"],
  ["a timeout", { kind: "hang" }, `(api) => api.get("/api/something", { timeout: 50 })`, "ECONNABORTED"],
  [
    "a timeout with words of the caller's",
    { kind: "hang" },
    `(api) => api.get("/api/something", { timeout: 50, timeoutErrorMessage: "too slow", transitional: { clarifyTimeoutError: true } })`,
    "ETIMEDOUT",
  ],
  [
    "a CancelToken",
    { kind: "hang" },
    `(api) => {
      const source = axios.CancelToken.source();
      setTimeout(() => source.cancel("enough"));
      return api.get("/api/something", { cancelToken: source.token });
    }`,
    "ERR_CANCELED",
  ],
];
for (const [what, fault, send, code] of ERRORS) {
  test(`${what} is the error that axios makes of it`, async ({ page, server }) => {
    await server.faults.add({ path: "/api/something", ...fault });
    const [ours, plain] = await both(page, send);
    expect(ours).toMatchObject({ code, isAxiosError: true, isInstance: true });
    // Where a CancelToken ended it, axios as it comes has forgotten what it was.
    expect(ours).toEqual({ ...plain, url: "/api/something" });
  });
}

const CALLS = {
  "params and headers": `(api) => api.get("/api/echo", { params: { a: [1, 2], b: "ü" }, headers: { "X-Mine": "1" } }).then(seen)`,
  "a JSON body": `(api) => api.put("/api/echo", { a: "ü" }).then(seen)`,
  "a form": `(api) => api.post("/api/echo", new URLSearchParams({ a: "1" })).then(seen)`,
  "transformRequest and transformResponse": `(api) => api.post("/api/echo", "a", {
    transformRequest: (data) => data + "!",
    transformResponse: (text) => JSON.parse(text).body + "?",
  }).then(({ data }) => data)`,
  "validateStatus": `(api) => api.get("/api/missing", { validateStatus: () => true }).then(({ status, data }) => [status, data])`,
  "an ArrayBuffer": `(api) => api.get("/api/echo", { responseType: "arraybuffer" }).then(({ data }) => Object.prototype.toString.call(data))`,
  "a Blob": `(api) => api.get("/api/echo", { responseType: "blob" }).then(({ data }) => [data.type, data.size > 9])`,
  "text": `(api) => api.get("/api/public", { responseType: "text", transformResponse: [] }).then(({ data }) => typeof data)`,
  "withCredentials: false": `(api) => {
    document.cookie = "flavour=mint";
    return api.get("/api/echo", { withCredentials: false }).then(({ data }) => "cookie" in data.headers);
  }`,
  "the answer's headers": `(api) => api.get("/api/public").then(({ headers, statusText }) => [headers["content-type"], headers.get("Content-Type"), statusText])`,
  "an interceptor's mark on the config": `(api) => {
    const config = { url: "/api/public", mine: {} };
    return api.request(config).then((answer) => [answer.config.url, "mine" in answer.config, typeof answer.config.env.fetch, answer.config.withCredentials]);
  }`,
};
for (const [what, send] of Object.entries(CALLS)) {
  test(`with the adapter as without: ${what}`, async ({ page }) => {
    const [ours, plain] = await both(page, `(api) => {
      const seen = ({ data: { method, path, body, headers } }) => {
        // XMLHttpRequest writes a charset in capitals.
        const type = headers["content-type"]?.toLowerCase();
        return { method, path, body, headers: { ...headers, "content-type": type } };
      };
      return (${send})(api);
    }`);
    expect(ours).not.toHaveProperty("isAxiosError", true);
    expect(ours).toEqual(plain);
  });
}

test("files in a form are sent again after a 401, and the progress of an upload keeps nothing from it", async ({ page, server }) => {
  await revoke(page, server);
  const echo = await page.evaluate(async () => {
    const form = new FormData();
    form.append("file", new File(["contents"], "name.txt"));
    let told = 0;
    const { data } = await api.post("/api/echo", form, { onUploadProgress: () => told++ });
    return { ...data, told };
  });
  expect(echo).toMatchObject({ body: expect.stringMatching(/name="file"; filename="name.txt"[^]*contents/), told: 0 });
  expect(echo.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
});

test("the progress of a download is told", async ({ page }) => {
  const last = await page.evaluate(async () => {
    const told = [];
    await api.get("/api/public", { onDownloadProgress: ({ loaded }) => told.push(loaded) });
    return told.at(-1);
  });
  expect(last).toBeGreaterThan(0);
});

test("what Jotpass rejects is an AxiosError with its code, and the AuthError is the cause", async ({ page }) => {
  const error = await page.evaluate(async () => {
    const strict = createAuth({ tokenUrl: "/api/token", name: "strict", signedOut: "reject" });
    const error = await axios.get("/api/something", { adapter: createAdapter(strict, axios) }).catch((error) => error);
    return [error.isAxiosError, error.code, error.cause.name];
  });
  expect(error).toEqual([true, "login-required", "AuthError"]);
});
