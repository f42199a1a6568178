import { Component, DestroyRef, inject } from "@angular/core";
import { Router, RouterOutlet } from "@angular/router";
import { injectAuth } from "jotpass/angular";

@Component({
  selector: "app-root",
  imports: [RouterOutlet],
  template: `
    <main>
      <h1>Jotpass with Angular</h1>
      @if (router.currentNavigation()) {
        <p>Loading…</p>
      }
      <router-outlet />
    </main>
  `,
})
export class App {
  protected readonly router = inject(Router);

  constructor() {
    const auth = injectAuth();
    const leave = () => this.router.navigateByUrl("/sign-in");
    // Not when the token expires, as it does while a laptop sleeps: what can be renewed leads nobody away from where he is.
    const stops = [auth.on("signed-out", leave), auth.on("login-required", leave)];
    inject(DestroyRef).onDestroy(() => stops.forEach((stop) => stop()));
  }
}
