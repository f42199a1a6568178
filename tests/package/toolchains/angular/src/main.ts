import { provideHttpClient } from "@angular/common/http";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideAuth } from "jotpass/angular";
import { App } from "./app/app";
import { auth } from "./app/client/session.js";

bootstrapApplication(App, { providers: [provideHttpClient(), provideAuth(auth)] }).catch((error) => console.error(error));
