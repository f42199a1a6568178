import { createApp } from "./app.js";

const { auth, signIn } = createApp(process.env.JOTPASS_API);
console.log(await signIn());
auth.close();
