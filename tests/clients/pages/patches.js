// What others put in the place of fetch and XMLHttpRequest: each can be put in, most can be taken out again, and `sees` has what
// has passed it.
import { FetchInterceptor } from "@mswjs/interceptors/fetch";
import { XMLHttpRequestInterceptor } from "@mswjs/interceptors/XMLHttpRequest";
import { addFetchInstrumentationHandler } from "@sentry/core";
import { createAuth } from "jotpass";

window.auth = createAuth({ tokenUrl: "/api/token", attach: { to: ["/api"] } });
window.sees = [];

const intercept = (Interceptor) => () => {
  const interceptor = new Interceptor();
  interceptor.apply();
  interceptor.on("request", ({ request, controller }) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/api/")) return;
    sees.push(`${pathname} ${request.headers.has("x-access-token")}`);
    if (pathname === "/api/mocked") controller.respondWith(Response.json({ token: request.headers.get("x-access-token") }));
  });
  return () => interceptor.dispose();
};

window.patches = {
  "MSW's fetch": intercept(FetchInterceptor),
  "MSW's XMLHttpRequest": intercept(XMLHttpRequestInterceptor),
  // Is there once and for all.
  "Sentry's fetch": () => {
    addFetchInstrumentationHandler(({ fetchData, endTimestamp }) => {
      if (!endTimestamp && fetchData.url.includes("/api/")) sees.push(fetchData.url);
    });
    return null;
  },
};
window.byXhr = (url) =>
  new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open("GET", url);
    xhr.onloadend = () => resolve([xhr.status, xhr.responseText]);
    xhr.send();
  });
window.byFetch = async (url) => {
  const answer = await fetch(url);
  return [answer.status, await answer.text()];
};
window.client = window.patches;
