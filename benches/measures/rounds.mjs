// Rounds: every contestant has its turn in each, in an order by chance, so that what else the machine does meets all of them alike.

export function shuffled(list) {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * Plays rounds until all that is measured is stable, but at most so many and so long. `round` gives a value for each contestant, by
 * name; `isStable(name, series)` says whether the values of that one will do. Gives the series, and who is not stable to the end.
 */
export async function play({ atLeast, atMost, seconds }, round, isStable) {
  const series = {};
  const end = performance.now() + seconds * 1000;
  for (let played = 1; ; played++) {
    for (const [name, value] of Object.entries(await round())) (series[name] ??= []).push(value);
    const isOver = played >= atMost || performance.now() > end;
    if (played < atLeast && !isOver) continue;
    const unstable = Object.keys(series).filter((name) => !isStable(name, series));
    if (isOver || !unstable.length) return { series, unstable };
  }
}
