import { AuthProvider, useSession } from "jotpass/react";
import { useEffect, useState } from "react";
import { auth, signIn } from "./session.js";

function Page() {
  const { status } = useSession();
  const [result, setResult] = useState("");
  useEffect(() => void signIn().then(setResult), []);
  return (
    <>
      <p id="status">{status}</p>
      <output>{result}</output>
    </>
  );
}

export default function App() {
  return (
    <AuthProvider auth={auth}>
      <Page />
    </AuthProvider>
  );
}
