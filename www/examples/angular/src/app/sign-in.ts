import { Component, signal } from "@angular/core";
import { AuthError } from "jotpass/inline";
import { injectAuth } from "jotpass/angular";

@Component({
  selector: "app-sign-in",
  template: `
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
  protected readonly isBusy = signal(false);
  protected readonly problem = signal("");

  protected async signIn(event: Event, username: string, password: string) {
    event.preventDefault();
    this.isBusy.set(true);
    this.problem.set("");
    try {
      await this.auth.login({ username, password });
    } catch (error) {
      const isWrong = AuthError.is(error) && error.code === "invalid-credentials";
      this.problem.set(isWrong ? "Wrong user name or password." : String(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
