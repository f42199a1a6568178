import { Component, effect, inject, signal } from "@angular/core";
import { Router } from "@angular/router";
import { AuthError } from "jotpass/inline";
import { injectAuth, injectSession } from "jotpass/angular";

@Component({
  selector: "app-sign-in",
  template: `
    @if (state().status === "expired") {
      <p>Your session has ended. Please sign in again.</p>
    }
    <form (submit)="signIn($event, username.value, password.value)">
      <label>
        User name
        <input #username autocomplete="username" required />
      </label>
      <label>
        Password
        <input #password type="password" autocomplete="current-password" required />
      </label>
      <button [disabled]="isBusy()">Sign in</button>
      <p role="alert">{{ problem() }}</p>
      <p class="hint">The demo server knows one user: “demo”, with the password “demo”.</p>
    </form>
  `,
})
export class SignIn {
  private readonly auth = injectAuth();
  protected readonly state = injectSession();
  protected readonly isBusy = signal(false);
  protected readonly problem = signal("");

  constructor() {
    const router = inject(Router);
    // Whoever is signed in, here or in another tab, has nothing to do on this page.
    effect(() => {
      if (this.state().status === "signed-in") router.navigateByUrl("/");
    });
  }

  protected async signIn(event: Event, username: string, password: string) {
    event.preventDefault();
    this.isBusy.set(true);
    this.problem.set("");
    try {
      await this.auth.login({ username, password });
    } catch (error) {
      if (!AuthError.is(error)) throw error;
      this.problem.set(error.code === "invalid-credentials" ? "Wrong user name or password." : error.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
