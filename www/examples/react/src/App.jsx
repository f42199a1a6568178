import { useSession } from "jotpass/react";
import Account from "./Account.jsx";
import Expired from "./Expired.jsx";
import SignIn from "./SignIn.jsx";

export default function App() {
  const { status, session } = useSession();
  return (
    <main>
      <h1>Jotpass with React</h1>
      {status === "loading" && <p>Loading…</p>}
      {status === "signed-in" && <Account session={session} />}
      {status === "expired" && <Expired />}
      {status === "signed-out" && <SignIn />}
    </main>
  );
}
