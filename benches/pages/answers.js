// What every server of the benchmarks answers, be it a real one or a stub.

const [SHORT, LONG] = ["{}", "x".repeat(10_240)];

export const answerOf = (url) => (url.endsWith("/long") ? LONG : SHORT);
