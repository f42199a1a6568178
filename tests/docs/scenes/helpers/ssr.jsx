// A component, rendered as on a server and then taken over.
import { AuthProvider } from "jotpass/react";
import { createAuth } from "jotpass";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { Greeting } from "./greeting.jsx";

const tree = (
  <AuthProvider auth={createAuth({ tokenUrl: "/api/token" })}>
    <Greeting />
  </AuthProvider>
);

window.start = () => {
  const root = document.querySelector("#root");
  root.innerHTML = renderToString(tree);
  const before = root.innerHTML;
  hydrateRoot(root, tree);
  return before;
};
