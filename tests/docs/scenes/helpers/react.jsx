// Shows a component, as an app's main module does.
import { AuthProvider } from "jotpass/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

const root = createRoot(document.querySelector("#root"));

window.show = (Component, auth) => {
  const shown = <Component />;
  root.render(<StrictMode>{auth ? <AuthProvider auth={auth}>{shown}</AuthProvider> : shown}</StrictMode>);
};
