// A small app of Angular, compiled where it runs. `provideZones` says how it learns of changes.
import "@angular/compiler";
import { HttpClient, provideHttpClient, withInterceptors } from "@angular/common/http";
import {
  Component,
  EnvironmentInjector,
  NgZone,
  PLATFORM_ID,
  createComponent,
  createEnvironmentInjector,
  effect,
  inject,
  provideBrowserGlobalErrorListeners,
  runInInjectionContext,
} from "@angular/core";
import { createApplication } from "@angular/platform-browser";
import { Router, RouterOutlet, provideRouter } from "@angular/router";
import { authGuard, authInterceptor, injectAuth, injectSession, provideAuth } from "jotpass/angular";
import { outcome } from "./angular_requests.js";
import { drawn, expose, target } from "./harness.js";
import { words } from "./words.js";

const template = `<p class="state">{{ words(state()) }}</p>`;

let number = 0;
const stateOf = (other) => {
  class State {
    state = injectSession(other);
    words = words;
    constructor() {
      effect(() => {
        this.state();
        drawn();
      });
    }
  }
  return Component({ selector: `app-state-${number++}`, template })(State) ?? State;
};

const page = (text) => {
  class Page {}
  return Component({ selector: `app-${text.toLowerCase().replace(" ", "-")}`, template: `<h1>${text}</h1>` })(Page) ?? Page;
};

class Outlet {}
const App = Component({ selector: "app-root", imports: [RouterOutlet], template: "<router-outlet />" })(Outlet) ?? Outlet;

// Stands for the interceptors after ours, and for what Angular itself sends by.
const seen = (request, next) => {
  window.passed.push(request.urlWithParams);
  return next(request);
};

// As one would write it by hand, for requests that Angular sends itself.
const shows = async (auth) => {
  const token = await auth.token();
  return (request, next) => next(token ? request.clone({ setHeaders: { "x-access-token": token } }) : request);
};

export function exposeView(zones) {
  let app = null;
  const start = async (auth, ...more) => {
    window.passed = [];
    app = await createApplication({
      providers: [
        zones,
        provideBrowserGlobalErrorListeners(),
        provideRouter([
          { path: "members", component: page("Members"), canActivate: [authGuard({ redirectTo: "/sign-in" })] },
          { path: "wanted", component: page("Wanted"), canActivate: [authGuard({ redirectTo: (url) => `/sign-in?next=${url}` })] },
          { path: "sign-in", component: page("Sign in") },
        ]),
        provideHttpClient(withInterceptors([authInterceptor, seen])),
        ...(auth ? [provideAuth(auth)] : []),
        ...more,
      ],
    });
    return app;
  };
  const draw = async (app, component) => {
    const hostElement = target().appendChild(document.createElement("div"));
    const drawn = createComponent(component, { hostElement, environmentInjector: app.injector.get(EnvironmentInjector, app.injector) });
    app.attachView(drawn.hostView);
    await app.whenStable();
    return drawn;
  };
  const within = (fn, injector = app.injector) => runInInjectionContext(injector, fn);

  expose({
    mount: async (auth) => void (await draw(await start(auth), stateOf())),
    async mountTwo(auth, other) {
      await start(auth);
      await draw(app, stateOf());
      await draw(app, stateOf(other));
    },
    unmount: () => app.destroy(),
    async missing() {
      await start(null);
      try {
        return within(() => injectAuth());
      } catch (error) {
        return error.message;
      }
    },
    async provided(auth) {
      await start(auth);
      return within(injectAuth) === auth;
    },
    /**
     * What comes of a request (see angular_requests.js) by our interceptor, and what by Angular alone, with the token of `other` where
     * that of `auth` is out of reach.
     */
    async ask(auth, request, other = auth) {
      const ours = (await start(auth)).injector.get(HttpClient);
      const byUs = await outcome(ours, request);
      const theirs = createEnvironmentInjector([provideHttpClient(withInterceptors([await shows(other)]))], app.injector);
      return { byUs, byAngular: await outcome(theirs.get(HttpClient), request), passed: window.passed };
    },
    /** The subscription to a request that is under way. */
    subscribe: async (auth, url) => (await start(auth)).injector.get(HttpClient).get(url).subscribe(),
    /** Whether what comes of a request is told within Angular's zone, for a subscriber outside of it. */
    async zoneOf(auth) {
      const http = (await start(auth)).injector.get(HttpClient);
      return new Promise((resolve) => http.get("/api/something").subscribe(() => resolve(NgZone.isInAngularZone())));
    },
    /** An app with routes; the function goes to one, and says where it led. */
    async routes(auth) {
      await start(auth);
      app.bootstrap(App, target());
      const router = app.injector.get(Router);
      return async (url) => {
        await router.navigateByUrl(url);
        return [router.url, document.querySelector("h1")?.textContent];
      };
    },
    /** What the entry does where Angular says that this is a server. */
    async onServer(auth) {
      await start(auth);
      const injector = createEnvironmentInjector([{ provide: PLATFORM_ID, useValue: "server" }], app.injector);
      const passed = [];
      within(() => authInterceptor({ urlWithParams: "/api/something" }, (request) => passed.push(request)), injector);
      return {
        state: within(() => injectSession()(), injector),
        guard: await within(() => authGuard({ redirectTo: "/sign-in" })({}, { url: "/members" }), injector),
        passed: passed.length,
      };
    },
  });
}
