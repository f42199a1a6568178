// What the engine may use of us: the other side of `Host` in browser/platform.rs, but for `extra`, which requests.js adds. Holds the calls
// that wait, the row's store and what this tab has to do with others; decides nothing.

import { CALLBACK_FAILED, exchangeBy } from "../src/browser/platform.js";
import { openStore } from "../src/browser/store.js";
import { openTabs } from "../src/browser/tabs.js";
import { freeze } from "./calls.js";
import * as engine from "./engine.js";

const REASONS = ["logout", "refused", "other-tab"];

// The machine's LEASE, in milliseconds: nobody waits longer for a tab that hangs.
const LOCK_WAIT = 3000;

// The longest that a storage of the app's may be behind the news, in milliseconds.
const NEWS_LAG = 100;

// A store that failed is tried again, when there is a reason to, no more often than this (in milliseconds).
const RETRY_INTERVAL = 5000;

// The engine's own exchanges have the numbers from the top.
const isOwn = (ticket) => ticket > 2 ** 31;

const someNumber = () => 1 + Math.floor(Math.random() * (2 ** 32 - 1));

export function createHost(config, emit, waiting, start) {
  const { isolation } = config;
  const tab = someNumber();
  let store = null;
  // The store that failed, for which one in memory has taken over, and when to try it again.
  let lost = null;
  let retryAt = 0;
  let hasWarned = false;
  let tabs = null;
  let lastTicket = 0;
  // The exchange of a renewal under way. It outlives the instance that began it.
  let orphan = 0;
  let lockRequests = 0;
  let release = null;
  // Why the exchange failed whose end is being told to the engine, and so to all whom that concerns.
  let cause;

  // For what comes back later: to the instance that asked, or to nobody.
  const toSame = (then) => {
    const { isThere } = engine.lifeline();
    return (value) => {
      if (isThere() && host.id) quietly(() => then(value));
    };
  };
  // A trap has been told to all who wait, so here it concerns nobody any more.
  const quietly = (work) => {
    try {
      work();
    } catch {}
  };
  const hear = (message) => {
    const tell = () => host.id && quietly(() => engine.news(host.id, message === true));
    tell();
    // A storage of the app's may be one, such as localStorage, that another process sees a little later than the message.
    if (typeof config.storage !== "string") setTimeout(tell, NEWS_LAG);
  };
  const unlock = () => {
    lockRequests++;
    release?.();
    release = null;
  };
  // Tries the lost store first, since a refresh token that other tabs have in it must not be spent behind their back.
  const read = async () => {
    if (lost && performance.now() >= retryAt) {
      retryAt = performance.now() + RETRY_INTERVAL;
      try {
        const row = await lost.read();
        [store, lost] = [lost, null];
        return row;
      } catch {}
    }
    return store.read();
  };
  const operate = (operation, then) => operation.then(toSame(then), toSame(() => engine.unstored(host.id)));

  const host = {
    id: 0, // 0 is no session
    isOpen: false,
    session: null,
    // What requests are to show, kept since handing a text over takes longer than all else that the engine does for one; and why one fails.
    shown: null,
    refusal: null,
    calls: new Map(),
    timeout: config.timeout,

    async open(places, endpoints) {
      store ??= openStore(config.storage, config.name);
      tabs ??= openTabs(config.name, hear);
      const options = { ...config, isShared: (lost ?? store).isShared || null, isDeaf: tabs.isDeaf || null };
      host.id = engine.open(options, places, endpoints, host, tab, someNumber());
      const { check } = engine.lifeline();
      // Unless it was closed meanwhile.
      const onSettled = () => (host.isOpen = host.id > 0);
      await host.call((ticket) => engine.start(host.id, ticket, orphan), { onSettled });
      check();
    },
    // Begins a call, which ends in `settle`.
    call: (begin, details) =>
      new Promise((resolve, reject) => {
        host.calls.set(++lastTicket, { resolve, reject, ...details });
        begin(lastTicket);
      }),
    // The details of a call whose exchange begins.
    begin(ticket) {
      if (isOwn(ticket)) orphan = ticket;
      return host.calls.get(ticket) ?? { parse: config.response?.parse };
    },

    wake: () => host.id && quietly(() => engine.wake(host.id, false)),
    comeBack() {
      tabs?.resume();
      if (host.id) quietly(() => engine.wake(host.id, true));
    },
    // What would keep the page out of the back/forward cache. The claim on a renewal under way stands without the lock. Where
    // there is no row to look at on return, the channel stays open: should it bring news, the browser drops the page.
    leave() {
      if (store?.isShared) tabs.pause();
      release?.();
    },

    // What was pending in an instance that broke.
    fail(error) {
      host.id = 0;
      host.shown = null;
      host.refusal = error;
      host.isOpen = false;
      unlock();
      for (const { reject } of host.calls.values()) reject(error);
      host.calls.clear();
      waiting.fail(error);
    },
    close(error) {
      if (host.id) quietly(() => engine.close(host.id));
      for (const [ticket, { keepalive }] of host.calls) if (keepalive) host.settle(ticket);
      host.fail(error);
      host.session = null;
      tabs?.close();
      tabs = null;
    },

    // The engine's side.

    show: (text) => (host.shown = text),
    refuse: (error) => (host.refusal = error),
    emit(type, detail) {
      if (!host.id) return;
      if (Array.isArray(detail)) {
        const [claims, user, receivedAt, expiresAt] = detail;
        host.session = freeze({ claims, user, receivedAt, expiresAt, isolation });
      }
      const isOver = type === "signed-out";
      if (isOver) host.session = host.shown = null;
      emit(type, isOver ? { reason: REASONS[detail] } : { session: host.session });
    },
    settle(ticket, error) {
      const call = host.calls.get(ticket);
      host.calls.delete(ticket);
      call?.onSettled?.();
      if (!error) return call?.resolve(host.session);
      error.cause = cause;
      call?.reject(error);
    },
    async deliver(ticket, { failure, cause: reason, response, text, given }) {
      const give = () =>
        response
          ? engine.answer(host.id, ticket, response, text ?? `${given}`, text === undefined)
          : engine.fail(host.id, ticket, failure);
      // For a renewal that broke the instance, the refresh token may be spent: the next instance gets the answer too.
      for (let tries = isOwn(ticket) ? 3 : 1; tries && tabs; tries--) {
        try {
          while (!host.isOpen) await start();
          if (orphan === ticket && tries === 1) orphan = 0;
          cause = reason;
          give();
          break;
        } catch {
          // It has been told, or was closed meanwhile.
        } finally {
          cause = undefined;
        }
      }
      if (orphan === ticket) orphan = 0;
    },
    renew(ticket, refreshToken) {
      exchangeBy(host, ticket, CALLBACK_FAILED, () => config.refresh.request(refreshToken ?? null));
    },
    async lock() {
      const mine = ++lockRequests;
      // A cookie is shared by all tabs, whatever else they share; and what the app's own request sends may be one.
      const { encoding, request } = config.refresh ?? {};
      const isNeeded = store.isShared || encoding === "cookie" || request;
      const then = toSame(() => engine.locked(host.id));
      const granted = isNeeded ? await tabs?.lock(LOCK_WAIT) : await null;
      if (mine !== lockRequests) return granted?.();
      release = granted;
      then();
    },
    // The renewal is over, or called off; what its exchange brings is then of no use to a next instance either.
    unlock() {
      orphan = 0;
      unlock();
    },
    read() {
      const take = ({ revision, body }) => engine.row(host.id, revision, body, store.isShared);
      const row = lost ? null : store.peek();
      return row ? take(row) : operate(read(), take);
    },
    swap: (revision, row) => operate(store.swap(revision, row), (isDone) => engine.swapped(host.id, isDone)),
    // A listener may have closed it a moment ago.
    tell: (isSignedOut) => tabs?.tell(isSignedOut),
    loseStore() {
      if (store.isShared) lost = store;
      retryAt = performance.now() + RETRY_INTERVAL;
      store = openStore("memory");
      host.warn();
    },
    warn() {
      const message = "The storage failed or was wiped; the session goes on";
      if (!hasWarned) emit("warning", { code: "storage-failed", message });
      hasWarned = true;
    },
    resume: waiting.resume,
  };
  return host;
}
