// Makes the WebAssembly of the page, or of a worker, trap on demand, from outside: runs before the package loads and puts itself between the
// module and everything it calls and is called by. What is thrown out of an import unwinds the frames of the module as a
// trap does: nothing is dropped, nothing given back. Also counts the requests that refused a refresh token.
(() => {
  const { Instance, RuntimeError, instantiate } = WebAssembly;
  const traps = (globalThis.traps = {
    // The point to trap at, of those passed since `arm`; each crossing of the border has one before and one after.
    at: Infinity,
    passed: 0,
    thrown: 0,
    thrownAt: Infinity,
    // Where it was.
    where: "",
    // A listener of the test is at work, so that what is called from inside an import is the app's doing.
    isListening: false,
    // Of the newest instance.
    memory: null,
    arm(at) {
      Object.assign(traps, { at, passed: 0, thrown: 0, thrownAt: Infinity, where: "" });
    },
    // From now on there is no end to it.
    isBroken: false,
    refusals: [],
    // Calls out of an instance that is no longer the newest.
    fromTheGrave: 0,
  });

  const point = (where) => {
    if (traps.passed++ !== traps.at && !traps.isBroken) return;
    traps.thrown++;
    traps.thrownAt = performance.now();
    traps.where = where;
    throw new RuntimeError("unreachable");
  };
  // How deep we are in calls out of the module. What the glue itself calls in there is no crossing: it would swallow a trap.
  let depth = 0;
  const crossing = (fn, name, isOut) =>
    function (...args) {
      // What only reads leaves things as they are, and to trap there is to trap before the next that does something: whatever
      // is done to the host.
      const isPoint = isOut ? args[0]?.settle : !depth || traps.isListening;
      const [outer, wasListening] = [depth, traps.isListening];
      if (isPoint) point(`before ${name}`);
      depth = isOut ? depth + 1 : isPoint ? 0 : depth;
      traps.isListening = false;
      try {
        return fn.apply(this, args);
      } finally {
        [depth, traps.isListening] = [outer, wasListening];
        if (isPoint) point(`after ${name}`);
      }
    };
  const wrap = (members, isOut) => {
    const wrapped = { __proto__: null };
    for (const [name, value] of Object.entries(members)) {
      wrapped[name] = typeof value === "function" ? crossing(value, `${isOut ? "import" : "export"} ${name}`, isOut) : value;
    }
    return wrapped;
  };
  let instances = 0;
  const wrapImports = (imports) => {
    const mine = ++instances;
    const counted =
      (fn) =>
      (...args) => {
        if (mine !== instances) traps.fromTheGrave++;
        return fn(...args);
      };
    const watch = (members) =>
      Object.fromEntries(
        Object.entries(members).map(([name, value]) => [name, typeof value === "function" ? counted(value) : value]),
      );
    return Object.fromEntries(Object.entries(imports).map(([name, members]) => [name, wrap(watch(members), true)]));
  };
  const wrapInstance = ({ exports }) => {
    traps.memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
    return { exports: wrap(exports, false) };
  };
  WebAssembly.instantiate = async (module, imports) => wrapInstance(await instantiate(module, wrapImports(imports)));
  WebAssembly.Instance = function (module, imports) {
    return wrapInstance(new Instance(module, wrapImports(imports)));
  };

  const { fetch } = globalThis;
  globalThis.fetch = async (...args) => {
    const response = await fetch(...args);
    if (response.url.endsWith("/api/token/refresh") && !response.ok) traps.refusals.push(response.status);
    return response;
  };
})();
