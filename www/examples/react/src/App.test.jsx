// @vitest-environment jsdom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { AuthProvider } from "jotpass/react";
import { createTestAuth, createTokenServer } from "jotpass/testing";
import { afterEach, expect, test, vi } from "vitest";
import App from "./App.jsx";

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

let root;

async function show(auth) {
  root = createRoot(document.body);
  await act(async () => root.render(<AuthProvider auth={auth}><App /></AuthProvider>));
}

const find = (selector) => document.querySelector(selector);

afterEach(() => act(async () => root.unmount()));

test("signs in with what is typed in", async () => {
  let asked;
  const onLogin = (credentials) => {
    asked = credentials;
    return { user: { name: "Ada" } };
  };
  await show(createTestAuth({ onLogin }));
  find("[name=username]").value = "ada";
  find("[name=password]").value = "secret";
  await act(async () => find("form").requestSubmit());
  expect(asked).toEqual({ username: "ada", password: "secret" });
  expect(find("main").textContent).toContain("Signed in as Ada");
});

test("says that the password was wrong", async () => {
  const auth = createTestAuth();
  auth.failNext("login", "invalid-credentials");
  await show(auth);
  find("[name=username]").value = "ada";
  find("[name=password]").value = "wrong";
  await act(async () => find("form").requestSubmit());
  expect(find("[role=alert]").textContent).toBe("Wrong user name or password.");
});

test("shows what the API answers to whom it knows", async () => {
  const server = createTokenServer({
    users: { ada: { password: "secret", user: { name: "Ada" } } },
    routes: { "/api/something": (_request, { user }) => ({ message: `Hello, ${user.name}.` }) },
  });
  await show(createTestAuth({ user: { name: "Ada" }, claims: { sub: "ada" }, fetch: server.fetch }));
  await act(async () => find("button").click());
  await vi.waitFor(() => expect(find("output").textContent).toBe("Hello, Ada."));
});

test("tells that the session has ended", async () => {
  const auth = createTestAuth({ user: { name: "Ada" }, renewable: false });
  await show(auth);
  await act(async () => auth.expire());
  expect(find("main").textContent).toContain("Your session has ended.");
});
