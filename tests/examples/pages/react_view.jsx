// What is drawn in the browser and on a server.
import { StrictMode, useEffect } from "react";
import { AuthProvider, useAuth, useSession } from "jotpass/react";
import { words } from "./words.js";

export function State({ auth, onDrawn = () => {} }) {
  const state = useSession(auth);
  useEffect(onDrawn);
  return <p className="state">{words(state)}</p>;
}

export function App({ auth, children }) {
  return (
    <StrictMode>
      <AuthProvider auth={auth}>{children}</AuthProvider>
    </StrictMode>
  );
}

export function Provided({ onAuth }) {
  onAuth(useAuth());
  return null;
}
