import { DatePipe } from "@angular/common";
import { HttpClient, HttpErrorResponse } from "@angular/common/http";
import { Component, DestroyRef, inject, signal } from "@angular/core";
import { injectSession } from "jotpass/angular";
import { auth } from "./auth";

@Component({
  selector: "app-account",
  imports: [DatePipe],
  template: `
    @if (state().session; as session) {
      <p>
        Signed in as <strong>{{ session.user?.name }}</strong>
      </p>
      <dl>
        <dt>Token ends at</dt>
        <dd>{{ session.expiresAt | date: "mediumTime" }}</dd>
        <dt>Renewed</dt>
        <dd>{{ renewals() }} {{ renewals() === 1 ? "time" : "times" }}</dd>
      </dl>
      <p class="buttons">
        <button (click)="ask()">Call the API</button>
        <button class="quiet" (click)="auth.logout()">Sign out</button>
      </p>
      <output>{{ answer() }}</output>
    } @else {
      <p>Loading…</p>
    }
  `,
})
export class Account {
  private readonly http = inject(HttpClient);
  protected readonly auth = auth;
  // With `auth` given, the types of its claims and user are known.
  protected readonly state = injectSession(auth);
  protected readonly renewals = signal(0);
  protected readonly answer = signal("");

  constructor() {
    inject(DestroyRef).onDestroy(auth.on("renewed", () => this.renewals.update((count) => count + 1)));
  }

  // The interceptor sees to the token.
  protected ask() {
    this.http.get<{ message: string }>("/api/something").subscribe({
      next: ({ message }) => this.answer.set(message),
      error: (error: HttpErrorResponse) => this.answer.set(error.message),
    });
  }
}
