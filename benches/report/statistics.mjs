// What is said of a series of measured values. Pure.
//
// Times have a long tail to one side, so it is all about medians: they are not moved by what else the machine did now and then.

const sorted = (values) => values.toSorted((a, b) => a - b);

export function median(values) {
  const ordered = sorted(values);
  const middle = ordered.length >> 1;
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}

/**
 * Between which two values the true median lies, with a probability of at least 95 %, whatever the distribution: how many values fall
 * below it is binomial. `null` for fewer than six, of which nothing is that sure.
 */
export function interval(values) {
  const ordered = sorted(values);
  const cut = outside(ordered.length);
  return cut < 0 ? null : [ordered[cut], ordered[ordered.length - 1 - cut]];
}

// How many values can be left out at either end, so that what is left holds the median in at least 95 % of all cases; -1: none can
// even stay.
function outside(count) {
  let term = 0.5 ** count;
  let cut = -1;
  for (let sum = term; sum <= 0.025; sum += term) {
    cut++;
    term *= (count - cut) / (cut + 1);
  }
  return cut;
}

/** Whether the interval of the median reaches no further than this to either side. */
export function isWithin(values, distance) {
  const found = interval(values);
  return found !== null && (found[1] - found[0]) / 2 <= distance;
}

/** A series in a few numbers: the median, how far its interval reaches to either side, and of how many rounds that is. */
export function summary(values, isStable = true) {
  const [low, high] = interval(values) ?? [Math.min(...values), Math.max(...values)];
  return { median: median(values), reach: (high - low) / 2, rounds: values.length, isStable };
}
