// Has a page do things without a debugger: one that is attached makes the browser note the whole stack for every request, so that a
// request from deep within a library would cost more than it does for people. The page asks what to do, with the answer to the last.

export function createRemote() {
  let asked = deferred();
  let answered;
  return {
    /** The page's side: what is next, as soon as there is something. It has no answer yet when it begins. */
    async next(answer) {
      if (answer) answered.resolve(answer);
      const command = await asked.promise;
      asked = deferred();
      return command;
    },
    /** Our side: what the page answers, `{ value }` or `{ error }`. */
    call(name, args) {
      answered = deferred();
      asked.resolve({ name, args });
      return answered.promise;
    },
  };
}

function deferred() {
  let resolve;
  return { promise: new Promise((how) => (resolve = how)), resolve };
}
