// For axios: `axios.create({ adapter: createAdapter(auth, axios) })`. All is done by axios' own fetch adapter, which sends by
// `auth.fetch`; where it would differ from the adapter that axios uses in a browser, it is told not to.

export function createAdapter(auth, { getAdapter }) {
  return async (config) => {
    const asFetch = {
      ...config,
      env: { ...config.env, fetch: auth.fetch },
      headers: withoutAgent(config.headers),
      // Its `false` is `omit`, but a page's own server has always got its cookies.
      withCredentials: config.withCredentials ? "include" : "same-origin",
      // It would make a stream of the body, which cannot be sent twice, nor at all but over HTTP/2.
      onUploadProgress: undefined,
    };
    try {
      return Object.assign(await getAdapter("fetch", asFetch)(asFetch), { config });
    } catch (error) {
      throw Object.assign(error, { config }, error.code === "ETIMEDOUT" ? timedOut(config) : undefined);
    }
  };
}

// The fetch adapter names itself in a header for which some browsers ask the server by a preflight. `false` is axios' word for
// a header that is not to be sent.
function withoutAgent(headers) {
  return headers.has("User-Agent") ? headers : headers.concat({ "User-Agent": false });
}

function timedOut({ timeout, timeoutErrorMessage, transitional }) {
  return {
    message: timeoutErrorMessage || `timeout of ${timeout}ms exceeded`,
    code: transitional?.clarifyTimeoutError ? "ETIMEDOUT" : "ECONNABORTED",
  };
}
