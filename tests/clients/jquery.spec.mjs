// jQuery through its prefilter: whatever a call tells its callers is what it tells them without Jotpass.
import { expect, open, revoke, seen, test } from "../support/clients.mjs";
import { describeRules } from "./rules.mjs";

test.use({ client: "jquery" });

const body = (contentType, text, status = 200) => ({ status, contentType, body: text });
const LATIN = Buffer.from("caf\xe9", "latin1");

/** Calls, as code, and what is at /api/canned meanwhile. */
const CALLS = {
  "JSON": [`{ url: "/api/echo" }`],
  "data in the address": [`{ url: "/api/echo", data: { a: [1, 2] }, dataType: "json" }`],
  "a form, sent": [`{ url: "/api/echo", method: "POST", data: { a: "ü b", c: [1] } }`],
  "JSON, sent": [`{ url: "/api/echo", method: "PUT", contentType: "application/json", data: JSON.stringify({ a: "ü" }) }`],
  "bytes, sent": [`{ url: "/api/echo", method: "PATCH", processData: false, contentType: "application/octet-stream", data: new Uint8Array([65, 66]) }`],
  "a document, sent": [`{ url: "/api/echo", method: "POST", processData: false, contentType: "application/xml", data: new DOMParser().parseFromString("<a>ü</a>", "application/xml") }`],
  "DELETE": [`{ url: "/api/echo", method: "DELETE" }`],
  "HEAD": [`{ url: "/api/echo", method: "HEAD" }`],
  "headers": [`{ url: "/api/echo", headers: { "X-Mine": "1", Accept: "text/x-mine" } }`],
  "a header of beforeSend's": [`{ url: "/api/echo", beforeSend: (jqXHR) => jqXHR.setRequestHeader("X-Mine", "2") }`],
  "beforeSend that says no": [`{ url: "/api/echo", beforeSend: () => false }`],
  "a context": [`{ url: "/api/echo", context: document, success() { this.title = "seen"; } }`],
  "without global events": [`{ url: "/api/echo", global: false, dataType: "text", dataFilter: () => "filtered" }`],
  "a 404": [`{ url: "/api/missing" }`],
  "a 503 with text": [`{ url: "/api/canned" }`, body("text/plain", "later", 503)],
  "a 204": [`{ url: "/api/canned", dataType: "json" }`, body(undefined, "", 204)],
  "JSON that is none": [`{ url: "/api/canned", dataType: "json" }`, body("application/json", "{")],
  "XML": [`{ url: "/api/canned" }`, body("application/xml", "<a><b>ü</b></a>")],
  "text in its own charset": [`{ url: "/api/canned" }`, body("text/plain; charset=iso-8859-1", LATIN)],
  "text in a charset that the caller names": [`{ url: "/api/canned", mimeType: "text/plain; charset=iso-8859-1" }`, body("text/plain", LATIN)],
  "a type that the caller names": [`{ url: "/api/canned", beforeSend: (jqXHR) => jqXHR.overrideMimeType("application/json") }`, body("text/plain", "[1]")],
  "a Blob": [`{ url: "/api/canned", xhrFields: { responseType: "blob" } }`, body("image/png", "abc")],
  "an ArrayBuffer": [`{ url: "/api/canned", xhrFields: { responseType: "arraybuffer" } }`, body("image/png", "abc")],
  "a native JSON": [`{ url: "/api/canned", xhrFields: { responseType: "json" } }`, body("application/json", "[1]")],
  "a native document": [`{ url: "/api/canned", xhrFields: { responseType: "document" } }`, body("text/html", "<p>a")],
  "a converter of the caller's": [`{ url: "/api/canned", dataType: "text mine", converters: { "text mine": (text) => ["mine", text] } }`, body("text/plain", "a")],
};

for (const variant of ["", "jquery3"]) {
  test.describe(variant || "jquery", () => {
    test.use({ variant });
    describeRules({ aborted: { statusText: "abort" } });

    test("whatever is asked, callers are told what jQuery without Jotpass tells them", async ({ page }) => {
      await open(page);
      for (const [what, [settings, canned]] of Object.entries(CALLS)) {
        if (canned) await page.route("**/api/canned", (route) => route.fulfill(canned));
        const [ours, plain] = await page.evaluate(`(async () => {
          const native = { xhr: $.ajaxSettings.xhr, token: await auth.token() };
          const ours = await trace(${settings});
          $.ajaxPrefilter((options, original) => original.token && (options.headers = { ...options.headers, "x-access-token": original.token }));
          return [ours, await trace({ ...${settings}, ...native })];
        })()`);
        expect(ours, what).toEqual(plain);
        await page.unroute("**/api/canned");
      }
    });

    for (const [what, settings, fault] of [
      ["a broken connection", `{ method: "POST" }`, { kind: "drop" }],
      ["a timeout", `{ timeout: 50 }`, { kind: "hang" }],
      ["a timeout of the transport's", `{ xhrFields: { timeout: 50 } }`, { kind: "hang" }],
      ["an abort", `{ beforeSend: (jqXHR) => setTimeout(() => jqXHR.abort()) }`, { kind: "hang" }],
      ["an abort in so many words", `{ beforeSend: (jqXHR) => setTimeout(() => jqXHR.abort("enough")) }`, { kind: "hang" }],
    ]) {
      test(`${what} is told as jQuery tells it`, async ({ page, server }) => {
        await open(page);
        await server.faults.add({ path: "/api/something", ...fault });
        const [ours, plain] = await page.evaluate(`(async () => {
          const settings = { url: "/api/something", ...${settings} };
          return [await trace(settings), await trace({ ...settings, xhr: $.ajaxSettings.xhr })];
        })()`);
        expect(ours).toEqual(plain);
      });
    }

    test("a handler that throws is heard of by the page, and stops nobody", async ({ page, pageErrors }) => {
      await open(page);
      const heard = page.waitForEvent("pageerror");
      const told = await page.evaluate(
        () =>
          new Promise((resolve) => {
            $(document).one("ajaxComplete", () => resolve("told"));
            $.ajax({ url: "/api/public", success: () => setTimeout(() => $(document).trigger("ajaxComplete")) }).done(() => {
              throw new Error("own fault");
            });
          }),
      );
      await heard;
      expect([told, pageErrors.splice(0)]).toEqual(["told", ["own fault"]]);
    });

    test("what Jotpass rejects is told as what a transport throws", async ({ page }) => {
      await open(page);
      const told = await page.evaluate(async () => {
        const strict = createAuth({ tokenUrl: "/api/token", name: "strict", signedOut: "reject" });
        $.ajaxPrefilter(createPrefilter(strict));
        const { told, status } = await trace({ url: "/api/something" });
        return [status, told.find(([what]) => what === "error")];
      });
      expect(told).toEqual([0, ["error", "jqXHR", "error", expect.stringMatching(/^AuthError: .*login/)]]);
    });

    test("a synchronous call, and one with an xhr of its own, stay the browser's", async ({ page, server }) => {
      await open(page);
      await server.clearLog();
      const told = await page.evaluate(async () => {
        const sync = $.ajax({ url: "/api/public", async: false }).responseJSON;
        let uploaded = 0;
        const xhr = () => {
          const native = new XMLHttpRequest();
          native.upload.onprogress = ({ loaded }) => (uploaded = loaded);
          return native;
        };
        await $.ajax({ url: "/api/public", xhr });
        await $.ajax({ url: "/api/something", method: "POST", data: "abc", xhr }).catch(() => {});
        return [sync.tokenReceived, uploaded];
      });
      expect(told).toEqual([false, 3]);
      expect(await seen(server)).toEqual(["GET /api/public bare 200", "GET /api/public bare 200", "POST /api/something bare 401"]);
    });

    test("the progress of a download is told", async ({ page }) => {
      await open(page);
      const told = await page.evaluate(async () => {
        const told = [];
        await $.ajax({ url: "/api/public", xhrFields: { onprogress: ({ loaded }) => told.push(loaded) } });
        return told;
      });
      expect(told.at(-1)).toBeGreaterThan(0);
    });

    test("a redirect does not take the token to another origin", async ({ page, server }) => {
      await open(page);
      await server.clearLog();
      const to = `${server.thirdParty}/anywhere`;
      await server.faults.add({ path: "/api/something", kind: "redirect", to });
      await page.evaluate(() => client.get("/api/something").catch(() => {}));
      const { entries } = await server.log();
      const foreign = entries.filter(({ origin, method }) => origin !== "api" && method !== "OPTIONS");
      expect(foreign.length).toBeGreaterThan(0);
      expect(entries.filter(({ origin }) => origin !== "api").flatMap(({ transports }) => transports)).toEqual([]);
    });

    test("two sessions each have their own places", async ({ page, server }) => {
      await open(page);
      await server.clearLog();
      await page.evaluate(async () => {
        const second = createAuth({ tokenUrl: "/api/token", name: "second", attach: { to: ["/api/public"], header: "authorization" } });
        await second.login(me);
        $.ajaxPrefilter(createPrefilter(second));
      });
      await page.evaluate(async () => [await client.get("/api/something"), await client.get("/api/public")]);
      expect((await seen(server)).slice(1)).toEqual(["GET /api/something x-access-token 200", "GET /api/public bearer 200"]);
    });
  });
}
