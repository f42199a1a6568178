import { useEffect, useState } from "react";
import { useAuth } from "jotpass/react";

export default function Account({ session }) {
  const auth = useAuth();
  const [renewals, setRenewals] = useState(0);
  const [answer, setAnswer] = useState("");

  useEffect(() => auth.on("renewed", () => setRenewals((count) => count + 1)), [auth]);

  async function ask() {
    try {
      const response = await auth.fetch("/api/something");
      setAnswer(response.ok ? (await response.json()).message : `Refused with status ${response.status}.`);
    } catch (error) {
      setAnswer(error.message);
    }
  }

  return (
    <>
      <p>
        Signed in as <strong>{session.user.name}</strong>
      </p>
      <dl>
        <dt>Token ends at</dt>
        <dd>{new Date(session.expiresAt).toLocaleTimeString()}</dd>
        <dt>Renewed</dt>
        <dd>{renewals} {renewals === 1 ? "time" : "times"}</dd>
      </dl>
      <p className="buttons">
        <button onClick={ask}>Call the API</button>
        <button className="quiet" onClick={() => auth.logout()}>
          Sign out
        </button>
      </p>
      <output>{answer}</output>
    </>
  );
}
