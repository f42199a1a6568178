// One conversation in which every message of the protocol occurs, in steps: what each says and hears. Runs in the page that port.js has
// made ready, which loads it as a script.

window.converse = async (isolation) => {
  const steps = [];
  const step = async (name, work, isStreaming = false) => {
    const before = [said.length, heard.length];
    await work();
    const [page, worker] = [said.slice(before[0]), heard.slice(before[1])];
    steps.push({ step: name, ...(isStreaming ? { page, worker } : inOne(page, worker)) });
  };
  const options = { tokenUrl: "/api/token", attach: { to: ["/api"] }, isolation, name: "conversation" };
  const user = { username: "ann", password: "secret" };
  const failing = (promise) => promise.then(() => Promise.reject(new Error("this should have failed")), () => {});
  const send = (body, init) => auth.fetch("/api/echo", { method: "POST", body, ...init }).then((response) => response.text());

  await step("a page comes", async () => {
    window.auth = createAuth(options);
    await auth.ready;
  });
  await step("a login fails", () => failing(auth.login({ ...user, password: "wrong" })));
  await step("a login", () => auth.login({ ...user, remember: true }));
  await step("the first request to an address, answered with a small body", async () => (await auth.fetch("/api/number?n=1")).text());
  await step("a request with settings", async () => {
    const settings = { mode: "same-origin", credentials: "include", cache: "no-store", redirect: "error", referrer: "", keepalive: true };
    await (await auth.fetch("/api/number?n=2", { ...settings, headers: { "X-Own": "a" }, priority: "low" })).text();
  });
  await step("an answer without a body", () => auth.fetch("/api/none"));
  await step("a body of text", () => send("text"));
  await step("a body of parameters", () => send(new URLSearchParams({ a: "b c" })));
  await step("a body of bytes", () => send(new TextEncoder().encode("bytes")));
  await step("a body that is a blob", () => send(new Blob(["blob"], { type: "text/plain" })));
  await step("a form", () => {
    const form = new FormData();
    form.append("name", "value");
    form.append("file", new File(["file"], "a.txt", { type: "text/plain" }));
    return send(form);
  });
  await step("a body that is a stream", () => {
    const parts = ["begun", ", ended"];
    const pull = async (controller) => {
      if (parts.length === 1) while (heard.at(-1).type !== "pull") await new Promise((resolve) => addEventListener("heard", resolve, { once: true }));
      parts.length ? controller.enqueue(new TextEncoder().encode(parts.shift())) : controller.close();
    };
    return send(new ReadableStream({ pull }, { highWaterMark: 0 }), { duplex: "half" });
  });
  await step("a body that breaks off", () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new RangeError("gone")) }, { highWaterMark: 0 });
    return failing(send(body, { duplex: "half" }));
  });
  await step("an answer that is a stream", async () => {
    const reader = (await auth.fetch("/api/held")).body.getReader();
    await reader.read();
    await fetch("/api/go");
    await reader.read();
    await reader.read();
  }, true);
  await step("an answer that breaks off", async () => {
    const reader = (await auth.fetch("/api/broken")).body.getReader();
    await reader.read();
    await fetch("/api/break");
    await failing(reader.read());
  }, true);
  await step("a request is aborted", async () => {
    const controller = new AbortController();
    const { body } = await auth.fetch("/api/held?forever", { signal: controller.signal });
    const reader = body.getReader();
    await reader.read();
    controller.abort();
    await failing(reader.read());
  }, true);
  await step("a response that repeats the token", () => failing(auth.fetch("/api/reflect").then((response) => response.text())), true);
  await step("a renewal fails", () => failing(auth.refresh()));
  await step("the page wakes up", () => void dispatchEvent(new Event("online")));
  await step("a token from elsewhere", () => auth.adopt({ accessToken: "an-opaque-token", expiresIn: 60 }));
  await step("a logout", () => auth.logout());

  // By pages that do not keep to it.
  const [{ options: sent, base, lock }] = said;
  const configure = { type: "configure", version: 1, options: sent, base, lock };
  const refused = (name, changes) => step(name, () => connect(isolation, "conversation").ask({ ...configure, ...changes }, "refused"));
  await refused("REFUSED: a page of another version", { version: 0 });
  await refused("REFUSED: options that do not do", { options: { ...sent, storage: "local" } });
  if (isolation === "shared-worker") await refused("REFUSED: a page of other options", { options: { ...sent, attach: { to: ["/"] } } });
  await step("REFUSED: an address that is not listed", async () => {
    const connection = connect(isolation, "conversation");
    await connection.ask(configure, "configured");
    await connection.ask({ type: "fetch", id: 1, url: "https://other.example/", init: {}, body: null }, "failed");
    connection.say({ type: "close" });
  });
  await step("the page goes", () => auth.close());
  return readable(steps);
};

/** With a small body in its response, where a busy machine has let it follow. */
function inOne(page, worker) {
  const joined = [];
  for (const message of worker) {
    const response = joined.find(({ type, id, body }) => type === "response" && id === message.id && body?.[0] === "stream");
    if (message.type === "chunk" && response) response.bytes = [...(response.bytes ?? []), ...message.bytes];
    else if (message.type === "end" && response) response.body = ["bytes", new Uint8Array(response.bytes)];
    else joined.push({ ...message });
    if (message.type === "end") delete response?.bytes;
  }
  const answered = new Set(joined.filter(({ type }) => type === "response").map(({ id }) => id));
  return { page: page.filter(({ type, id }) => type !== "pull" || !answered.has(id)), worker: joined };
}

/** What JSON cannot hold, in words. */
function readable(value) {
  if (value instanceof Uint8Array) return `Uint8Array(${new TextDecoder().decode(value)})`;
  if (value instanceof File) return `File(${value.name}, ${value.type}, ${value.size})`;
  if (value instanceof Blob) return `Blob(${value.type}, ${value.size})`;
  if (Array.isArray(value)) return value.map(readable);
  if (Object(value) !== value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, value]) => [name, readable(value)]));
}
