import { signIn } from "./session.js";

signIn().then((result) => {
  document.querySelector("output").value = result;
});
