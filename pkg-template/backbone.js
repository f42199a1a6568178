// For Backbone: `Backbone.sync = createSync(auth, Backbone.sync)` sends what is listed by `auth.fetch`. What the caller put into
// the options stays there, and what `sync` returns is returned: the jqXHR.

import { createXhrBy } from "./fetch_xhr.js";

export function createSync(auth, sync) {
  return function (method, model, options = {}) {
    // Not a copy: Backbone leaves the jqXHR and the error in the caller's own options, and the jqXHR in this very place.
    if (typeof options.xhr !== "function") options.xhr = createXhrBy(auth, () => new XMLHttpRequest());
    return sync.call(this, method, model, options);
  };
}
