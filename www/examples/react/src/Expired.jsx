import { useEffect, useState } from "react";
import { useAuth } from "jotpass/react";
import SignIn from "./SignIn.jsx";

// The token has ended, as it does while a laptop sleeps. Nobody has to sign in who can be renewed.
export default function Expired() {
  const auth = useAuth();
  const [isOver, setIsOver] = useState(false);

  useEffect(() => void auth.refresh().catch(() => setIsOver(true)), [auth]);

  if (!isOver) return <p>Loading…</p>;
  return (
    <>
      <p>Your session has ended. Please sign in again.</p>
      <SignIn />
    </>
  );
}
