import { createElement } from "react";
import { renderToString } from "react-dom/server.browser";
import { createAuth } from "jotpass";
import { App, State } from "./react_view.jsx";

export const render = () =>
  renderToString(createElement(App, { auth: createAuth({ tokenUrl: "https://api.example.com/token" }) }, createElement(State)));
