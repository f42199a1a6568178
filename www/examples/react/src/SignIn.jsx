import { useState } from "react";
import { useAuth } from "jotpass/react";

export default function SignIn() {
  const auth = useAuth();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function signIn(event) {
    event.preventDefault();
    const { username, password } = Object.fromEntries(new FormData(event.currentTarget));
    setIsBusy(true);
    setProblem("");
    try {
      await auth.login({ username, password });
    } catch (error) {
      setProblem(error.code === "invalid-credentials" ? "Wrong user name or password." : error.message);
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={signIn}>
      <label>
        User name
        <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button disabled={isBusy}>Sign in</button>
      <p role="alert">{problem}</p>
      <p className="hint">The demo server knows one user: “demo”, with the password “demo”.</p>
    </form>
  );
}
