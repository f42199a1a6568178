// For jQuery: `$.ajaxPrefilter(createPrefilter(auth))` sends what is listed by `auth.fetch`. All that makes a jqXHR stays
// jQuery's own.

import { createXhrBy } from "./fetch_xhr.js";

export function createPrefilter(auth) {
  return (options, { xhr: own }) => {
    // A caller that brings an object of its own wants that one: for the progress of an upload, say.
    if (typeof own !== "function") options.xhr = createXhrBy(auth, options.xhr);
  };
}
