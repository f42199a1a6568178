// The parts of the benchmark, and how long each may take: rounds are played until medians are stable, or this is reached.

import { decode } from "./decode.mjs";
import { expired } from "./expired.mjs";
import { heap } from "./heap.mjs";
import { overhead } from "./overhead.mjs";
import { start } from "./start.mjs";

/** `seconds` are for each case of a part. */
export const MEASURES = {
  decode: { measure: decode, limits: { atLeast: 20, atMost: 300, seconds: 8 } },
  overhead: { measure: overhead, limits: { atLeast: 30, atMost: 1000, seconds: 90, warmUp: 5 } },
  expired: { measure: expired, limits: { atLeast: 8, atMost: 40, seconds: 40 } },
  start: { measure: start, limits: { atLeast: 10, atMost: 60, seconds: 75 } },
  heap: { measure: heap, limits: { atLeast: 3, atMost: 3, seconds: 60 } },
};

/** One round of everything, with little to do: whether it works, not what it takes. */
export const SHORT = { atLeast: 1, atMost: 1, seconds: 0, warmUp: 0, isShort: true };
