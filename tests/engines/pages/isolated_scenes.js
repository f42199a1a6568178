// Scenes that are played natively and through a worker, of which nothing may differ. A scene gets the function that sends, an ID
// of its own and the kit of isolated.js.

const BODIES = {
  text: ["häßlich", "text/plain"],
  json: ['{"a":[1,null]}', "application/json"],
  "no json": ["{", "application/json"],
  params: ["a=1&b=%C3%A4", "application/x-www-form-urlencoded"],
  form: ['--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', "multipart/form-data; boundary=x"],
  nothing: ["", "text/x-own; charset=latin1"],
};

const READERS = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  blob: async (response) => {
    const blob = await response.blob();
    return [blob.type, await blob.text()];
  },
  arrayBuffer: async (response) => [...new Uint8Array(await response.arrayBuffer())],
  bytes: async (response) => [...((await response.bytes?.()) ?? [])],
  formData: async (response) => [...(await response.formData())],
  async getReader(response) {
    const reader = response.body.getReader();
    const bytes = [];
    for (let part; !(part = await reader.read()).done; ) bytes.push(...part.value);
    return bytes;
  },
  async byob(response) {
    const reader = response.body.getReader({ mode: "byob" });
    const bytes = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(3));
      bytes.push(...(value ?? []));
      if (done) return bytes;
    }
  },
  async pipe(response) {
    const through = response.body.pipeThrough(new TransformStream());
    return new Response(through, { headers: response.headers }).text();
  },
  "made anew": (response) => new Response(response.body, response).text(),
  async twice(response) {
    await response.text();
    return response.text();
  },
  async locked(response) {
    response.body.getReader();
    return response.text();
  },
  async "cloned when used"(response) {
    await response.text();
    return response.clone();
  },
  async "clones of clones"(response) {
    const first = response.clone();
    const all = [response, first, first.clone(), response.clone()];
    return Promise.all(all.map(async (one) => [one.url.length, one.type, one.bodyUsed, await one.text(), one.bodyUsed]));
  },
};

const attempt = async (call) => {
  try {
    return await call();
  } catch (error) {
    return `${error?.name ?? error}`;
  }
};

const lookAt = (response) => {
  const { status, statusText, ok, type, url, redirected, bodyUsed, headers } = response;
  return [status, statusText, ok, type, url, redirected, bodyUsed, [...headers], `${response}`, response instanceof Response];
};

const addressOf = (id, query) => `/echo/${id}?${new URLSearchParams(query)}`;

const refererOf = async (send, id, kit, address, init) => {
  await send(address, init);
  const { head } = (await kit.taken())[id].find(({ head }) => !head.startsWith("OPTIONS"));
  return /^referer: (.*)$/im.exec(head)?.[1] ?? "none";
};

const element = (name, attributes) => Object.assign(document.createElement(name), attributes);

async function withElement(one, use) {
  document.head.prepend(one);
  try {
    return await use();
  } finally {
    one.remove();
  }
}

const POLICIES =
  "no-referrer no-referrer-when-downgrade same-origin origin strict-origin origin-when-cross-origin unsafe-url strict-origin-when-cross-origin";

export const SCENES = {
  async "every body by every reader"(send, id) {
    const seen = {};
    for (const [kind, [body, type]] of Object.entries(BODIES)) {
      for (const [name, read] of Object.entries(READERS)) {
        const address = addressOf(id, { body, header: `content-type: ${type}` });
        seen[`${kind}: ${name}`] = await attempt(async () => read(await send(address)));
      }
    }
    return seen;
  },

  async "odd statuses"(send, id) {
    const seen = {};
    for (const status of [200, 201, 203, 204, 205, 299, 300, 304, 399, 400, 451, 599, 600, 999]) {
      for (const method of ["GET", "HEAD", "POST"]) {
        const address = addressOf(id, { status, reason: "Odd", body: "" });
        seen[`${method} ${status}`] = await attempt(async () => {
          const response = await send(address, { method });
          return [...lookAt(response), response.body === null, await response.text()];
        });
      }
    }
    return seen;
  },

  async "a compressed body"(send, id) {
    const response = await send(addressOf(id, { gzip: "", body: "much ".repeat(50_000) }));
    return [lookAt(response), (await response.text()).length];
  },

  "early hints": async (send, id) => lookAt(await send(addressOf(id, { hints: "" }))),

  async "where a redirect leads"(send, id) {
    const seen = {};
    for (const redirect of ["follow", "manual", "error"]) {
      const address = addressOf(id, { status: 302, hops: 2 });
      seen[redirect] = await attempt(async () => {
        const response = await send(address, { redirect });
        return [...lookAt(response), await response.text(), lookAt((await send(address, { redirect })).clone())];
      });
    }
    return seen;
  },

  async "what nobody allows"(send, id, { other }) {
    return attempt(() => send(`${other}${addressOf(id, { cors: "none" })}`, { method: "POST", body: "x" }));
  },

  async "the reason of an abort before the headers"(send, id, kit) {
    const seen = [];
    for (const [i, reason] of ["text", undefined, new RangeError("mine"), { an: "object" }, null, 0].entries()) {
      const controller = new AbortController();
      const answer = send(addressOf(`${id}`, { hold: "", i }), { signal: controller.signal });
      await kit.when(`arrived ${id}`);
      controller.abort(reason);
      seen.push(await answer.catch((error) => error === controller.signal.reason));
    }
    return seen;
  },

  async "a time limit"(send, id) {
    const error = await send(addressOf(id, { hold: "" }), { signal: AbortSignal.timeout(30) }).catch((error) => error);
    return [error.name, error instanceof DOMException];
  },

  async "an abort while the request's body is on its way"(send, id, kit) {
    const controller = new AbortController();
    const body = new Blob([new Uint8Array(2 ** 24)]);
    const answer = send(addressOf(id, { hold: "" }), { method: "POST", body, signal: controller.signal });
    const failed = answer.catch((error) => error);
    await kit.when(`arrived ${id}`);
    controller.abort("enough");
    await kit.when(`gone ${id}`);
    return failed;
  },

  async "an abort between two chunks, by every reader"(send, id) {
    const seen = {};
    for (const [name, read] of Object.entries(READERS)) {
      if (/^(twice|locked|byob|pipe|made anew|cloned when used|clones of clones)$/.test(name)) continue;
      const controller = new AbortController();
      const response = await send(addressOf(id, { flood: 64 }), { signal: controller.signal });
      const text = read(response);
      controller.abort();
      // Which error it is, WebKit's native fetch does not say.
      seen[name] = await text.then(() => "all of it", (error) => error.name);
    }
    return seen;
  },

  async "an abort when all has come and nothing was read"(send, id) {
    const controller = new AbortController();
    const response = await send(addressOf(id), { signal: controller.signal });
    controller.abort();
    return attempt(() => response.json());
  },

  async "cancelling a body closes the connection"(send, id, kit) {
    const response = await send(addressOf(id, { flood: 1024 }));
    const reader = response.body.getReader();
    await reader.read();
    await reader.cancel();
    await kit.when(`gone ${id}`);
    return response.bodyUsed;
  },

  async "a page's own address and policy as the referrer"(send, id, kit) {
    const seen = {};
    const before = location.href;
    for (const policy of POLICIES.split(" ")) {
      await withElement(element("meta", { name: "referrer", content: policy }), async () => {
        seen[policy] = await refererOf(send, id, kit, addressOf(id));
        seen[`${policy}, elsewhere`] = await refererOf(send, id, kit, `${kit.other}${addressOf(id)}`);
        seen[`${policy}, over it`] = await refererOf(send, id, kit, addressOf(id), { referrerPolicy: "origin" });
      });
    }
    // Taken out of the page, the last one stays in force.
    history.replaceState(null, "", "/another/address?with=query#and-fragment");
    seen.replaced = await refererOf(send, id, kit, addressOf(id));
    for (const referrer of ["", "about:client", "relative", "/absolute?a#b", `${kit.other}/elsewhere`]) {
      seen[`referrer ${referrer.replace(/.*\//, "/")}`] = await refererOf(send, id, kit, addressOf(id), { referrer });
    }
    history.replaceState(null, "", before);
    return seen;
  },

  async "an address relative to <base> or to the page"(send, id, kit) {
    const addresses = [`${id}?x=1`, `./${id}`, `../echo/${id}`, `//${location.host}/echo/${id}`, `/echo/${id}`];
    const seen = [];
    for (const href of ["/echo/deep", "/echo/", `${kit.other}/echo/`]) {
      await withElement(element("base", { href }), async () => {
        for (const address of addresses) seen.push(lookAt(await send(address))[4].replace(kit.other, "OTHER"));
        seen.push(await refererOf(send, id, kit, addressOf(id), { referrer: "rel" }));
      });
    }
    await kit.taken();
    return seen;
  },

  async "how a caller spells headers"(send, id, kit) {
    await send(addressOf(id), { headers: { "X-Own": "1", "x-Other": "2", "X-MIXED-case": "3" } });
    const [{ head }] = (await kit.taken())[id];
    return head.match(/^x-(own|other|mixed)[^:]*: .*$/gim).sort();
  },

  async "members of options, each read once"(send, id) {
    const members = { method: "POST", body: "x", headers: { a: "b" }, mode: "cors", redirect: "follow", signal: null, keepalive: false };
    const reads = {};
    const init = {};
    for (const [name, value] of Object.entries(members)) {
      Object.defineProperty(init, name, { enumerable: true, get: () => ((reads[name] = (reads[name] ?? 0) + 1), value) });
    }
    await send(addressOf(id), init);
    return reads;
  },

  async "bodies that change after the call"(send, id, kit) {
    const params = new URLSearchParams("a=1");
    const bytes = new Uint8Array([65, 66]);
    const form = new FormData();
    form.append("a", new File(["in a file"], "f.txt", { type: "text/x-own" }));
    const answers = [params, bytes, form].map((body) => send(addressOf(id), { method: "POST", body }));
    params.append("late", "1");
    bytes.fill(0);
    form.append("late", "1");
    await Promise.all(answers);
    const records = (await kit.taken())[id];
    return records.map(({ body }) => body.replaceAll(/-{4,}\w+/g, "BOUNDARY")).sort();
  },
};
