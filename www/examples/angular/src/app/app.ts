import { Component, effect, inject } from "@angular/core";
import { Router, RouterOutlet } from "@angular/router";
import { injectSession } from "jotpass/angular";

@Component({
  selector: "app-root",
  imports: [RouterOutlet],
  template: `
    <main>
      <h1>Jotpass with Angular</h1>
      @if (state().status === "loading") {
        <p>Loading…</p>
      }
      @if (state().status === "expired") {
        <p>Your session has ended. Please sign in again.</p>
      }
      <router-outlet />
    </main>
  `,
})
export class App {
  protected readonly state = injectSession();

  constructor() {
    const router = inject(Router);
    // Whoever signs in or out, here or in another tab, is led where he belongs.
    effect(() => {
      const { status } = this.state();
      if (status !== "loading") router.navigateByUrl(status === "signed-in" ? "/" : "/sign-in");
    });
  }
}
