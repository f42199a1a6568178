// A test that turns the clock: the real `Auth` and the server look at it whenever they are asked.
import { createAuth } from "jotpass";
import { record } from "./support/events.js";
import { server } from "./support/setup.js";
import { ANN } from "./support/worlds.js";

const { useFakeTimers, useRealTimers, advanceTimersByTime } = globalThis.vi ?? (await import("@jest/globals")).jest;

test("under fake timers a token expires, and the next request renews it", async () => {
  const auth = createAuth({ tokenUrl: "/api/token" });
  await auth.login(ANN);
  const seen = record(auth);
  useFakeTimers();
  advanceTimersByTime(11 * 60_000);
  expect([auth.status, seen]).toEqual(["expired", []]);
  expect((await auth.fetch("/api/x")).status).toBe(200);
  expect(seen).toEqual(["expired Zoë Démo", "renewed Zoë Démo"]);
  expect(server.requests.map(({ path, status }) => `${path} ${status}`).slice(1)).toEqual(["/api/token 200", "/api/x 200"]);
  useRealTimers();
  auth.close();
});
