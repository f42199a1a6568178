import { provideHttpClient, withInterceptors } from "@angular/common/http";
import { ApplicationConfig, provideBrowserGlobalErrorListeners } from "@angular/core";
import { provideRouter } from "@angular/router";
import { authInterceptor, provideAuth } from "jotpass/angular";
import { routes } from "./app.routes";
import { auth } from "./auth";

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes),
    provideAuth(auth),
    provideHttpClient(withInterceptors([authInterceptor])),
  ],
};
