import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { AuthProvider } from "jotpass/react";
import App from "./App.jsx";
import { auth } from "./auth.js";
import "./index.css";

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <App />
    </AuthProvider>
  </StrictMode>,
);
