import { Routes } from "@angular/router";
import { authGuard } from "jotpass/angular";
import { Account } from "./account";
import { SignIn } from "./sign-in";

export const routes: Routes = [
  { path: "", component: Account, canActivate: [authGuard({ redirectTo: "/sign-in" })] },
  { path: "sign-in", component: SignIn },
];
