import { Component, signal } from "@angular/core";
import { injectSession } from "jotpass/angular";
import { signIn } from "./client/session.js";

@Component({
  selector: "app-root",
  template: `
    <p id="status">{{ session().status }}</p>
    <output>{{ result() }}</output>
  `,
})
export class App {
  protected readonly session = injectSession();
  protected readonly result = signal("");

  constructor() {
    signIn().then((text: string) => this.result.set(text));
  }
}
