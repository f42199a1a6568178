"use client";
// For React: the `Auth` in a context, and its state as a hook. Keeps no state of its own.

import { createContext, createElement, useContext, useSyncExternalStore } from "react";
import { LOADING, missing, stateOf } from "./session_state.js";

const AuthContext = createContext(null);
AuthContext.displayName = "Auth";

export const AuthProvider = ({ auth, children }) => createElement(AuthContext.Provider, { value: auth }, children);

const provided = (auth) => {
  if (!auth) throw missing("Put `<AuthProvider auth={auth}>` around this component");
  return auth;
};

export const useAuth = () => provided(useContext(AuthContext));

export function useSession(auth) {
  const nearest = useContext(AuthContext);
  const chosen = provided(auth ?? nearest);
  return useSyncExternalStore(chosen.subscribe, () => stateOf(chosen), atHydration);
}

const atHydration = () => LOADING;
