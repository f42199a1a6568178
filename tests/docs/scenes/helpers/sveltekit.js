// The page of its page, in the browser.
import { mount } from "svelte";
import Page from "./src/routes/+page.svelte";

window.start = () => void mount(Page, { target: document.querySelector("#root") });
