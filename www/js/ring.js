/**
 * The ring that runs down with the token's life. Must not decide when a token has ended: `auth.status` does.
 */

import { byId, setText } from "./dom.js";
import { countdown, duration } from "./words.js";

const ring = byId("ring");
const value = byId("ring-value");
const unit = byId("ring-unit");

/** How Jotpass renews when it is not told otherwise: 60 s before the end, or a quarter of the life if that is less. */
const renewBefore = 60_000;
const renewEarly = 0.25;

const growth = 700;

/** Draws the ring; `onSecond` is told the seconds left whenever they change (`null`: no known end). */
export function mountRing(auth, { onSecond }) {
  // Steps once a second where smooth movement is not wanted.
  const stepwise = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0;
  let session = null;
  let seconds;
  /** What is shown, and from where it began to grow. */
  let shown = 0;
  let from = 0;
  let since = 0;

  auth.subscribe(restart);
  restart();

  function restart() {
    cancelAnimationFrame(frame);
    session = auth.session;
    seconds = undefined;
    from = shown;
    since = performance.now();
    if (auth.status === "signed-in" && session) run();
    else rest(auth.status);
  }

  function run() {
    if (session.expiresAt === null) {
      draw({ share: 1, value: "∞", unit: "no known end", label: "Token life: no known end" });
      onSecond(null);
      return;
    }
    const left = Math.max(0, session.expiresAt - Date.now());
    const now = Math.ceil(left / 1000);
    const life = session.expiresAt - session.receivedAt;
    const share = life > 0 ? Math.min(1, (stepwise.matches ? now * 1000 : left) / life) : 0;
    shown = stepwise.matches ? share : from + (share - from) * grown();
    ring.style.setProperty("--share", shown.toFixed(4));
    ring.style.setProperty("--mark", (Math.min(renewBefore, life * renewEarly) / life).toFixed(4));
    if (now !== seconds) {
      seconds = now;
      const [number, name] = countdown(now);
      draw({ share: shown, value: number, unit: name, label: `Token life: ${duration(now)} left` });
      onSecond(now);
    }
    if (left > 0) frame = requestAnimationFrame(run);
  }

  /** A new token's life is seen to come, in less than a second. */
  function grown() {
    const part = Math.min(1, (performance.now() - since) / growth);
    return 1 - (1 - part) ** 3;
  }

  function rest(status) {
    const ended = status === "expired";
    shown = 0;
    draw({
      share: 0,
      value: ended ? "0" : "–",
      unit: ended ? "ended" : "no token",
      label: ended ? "Token life: ended" : "Token life: no token",
    });
    if (ended) onSecond(0);
  }
}

function draw(next) {
  ring.style.setProperty("--share", next.share.toFixed(4));
  ring.dataset.stage = next.share > 0.34 ? "plenty" : next.share > 0.14 ? "little" : "last";
  ring.setAttribute("aria-label", next.label);
  setText(value, next.value);
  setText(unit, next.unit);
}
