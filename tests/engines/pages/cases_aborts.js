// The calls of the differential matrix that somebody aborts: before, at once, while the server thinks, while the body is on its
// way, and when all is over; with every kind of reason, by every way a signal can come.

const REASONS = {
  "no reason": () => [],
  "an error": () => [new RangeError("enough")],
  "a text": () => ["enough"],
  "an object": () => [{ why: "enough" }],
  null: () => [null],
};

const SIGNALS = {
  "in init": (signal, kit, init) => [kit.url, { ...init, signal }],
  "in a Request": (signal, kit, init) => [new Request(kit.url, { ...init, signal })],
  "in init, over one in a Request": (signal, kit, init) => [
    new Request(kit.url, { ...init, signal: new AbortController().signal }),
    { signal },
  ],
  "of a frame": (signal, kit, init) => {
    const controller = new kit.frame.AbortController();
    if (signal.aborted) controller.abort(signal.reason);
    signal.addEventListener("abort", () => controller.abort(signal.reason));
    return [kit.url, { ...init, signal: controller.signal }];
  },
  "of any()": (signal, kit, init) => {
    const any = AbortSignal.any?.([new AbortController().signal, signal]) ?? signal;
    return [new URL(kit.url), { ...init, signal: any }];
  },
};

const INITS = {
  GET: {},
  "POST with a body": { method: "POST", body: "a body", headers: { "x-own": "1" } },
  "PUT with a form": () => {
    const body = new FormData();
    body.append("a", "b");
    return { method: "PUT", body };
  },
  "DELETE kept alive": { method: "DELETE", keepalive: true },
};

// What happens when. What the server saw is only certain where the abort waits for it.
const MOMENTS = {
  "before the call": {
    make: (controller, reason) => controller.abort(...reason),
  },
  "right after the call": {
    is: { isRacy: true },
    during: (kit) => kit.abort(),
  },
  "while the server thinks": {
    query: { hold: "" },
    async during(kit) {
      await kit.when("arrived");
      kit.abort();
      await kit.when("gone");
    },
  },
  "while the body comes": {
    is: { isCut: true },
    query: { framing: "pieces", body: "two" },
    async during(kit, answer) {
      await kit.say("go", 0);
      await answer;
      kit.abort();
      // Chromium waits for the rest, though nobody will read it, and keeps the connection for so long.
      await Promise.all([kit.say("go", 1), kit.say("go", 2)]);
    },
  },
  "when all is over": {
    async during(kit, answer) {
      await (await answer).clone().text();
      kit.abort();
    },
  },
};

function* aborts() {
  for (const [moment, { is, query = {}, during, make }] of Object.entries(MOMENTS)) {
    for (const [how, args] of Object.entries(SIGNALS)) {
      for (const [reason, reasonArgs] of Object.entries(REASONS)) {
        for (const [what, init] of Object.entries(INITS)) {
          // Kept alive, it goes on at the server.
          if (what.includes("alive") && /thinks|comes/.test(moment)) continue;
          yield {
            name: `aborted ${moment}, with ${reason}, by a signal ${how}: ${what}`,
            group: "aborts",
            to: moment.includes("thinks") ? "other" : "url",
            query,
            ...is,
            during,
            make(kit) {
              const controller = new AbortController();
              const given = reasonArgs();
              kit.abort = () => controller.abort(...given);
              kit.reason = () => controller.signal.reason;
              make?.(controller, given);
              return args(controller.signal, kit, typeof init === "function" ? init() : init);
            },
          };
        }
      }
    }
  }
}

export const ABORTS = [...aborts()];
