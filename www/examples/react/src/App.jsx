import { useSession } from "jotpass/react";
import Account from "./Account.jsx";
import SignIn from "./SignIn.jsx";

export default function App() {
  const { status, session } = useSession();
  return (
    <main>
      <h1>Jotpass with React</h1>
      {status === "loading" && <p>Loading…</p>}
      {status === "signed-in" && <Account session={session} />}
      {status === "expired" && <p>Your session has ended. Please sign in again.</p>}
      {(status === "signed-out" || status === "expired") && <SignIn />}
    </main>
  );
}
