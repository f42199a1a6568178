// Shows the component of the page, as an app's main module does.
import { mount } from "svelte";
import App from "./App.svelte";

window.start = () => void mount(App, { target: document.querySelector("#root") });
