import { createApp } from "./app.js";

test("signs in", async () => {
  const { auth, signIn } = createApp(process.env.JOTPASS_API);
  const result = await signIn();
  console.log(result);
  expect(result).toBe("Zoë Démo, 200, jotpass-server");
  expect(auth.status).toBe("signed-in");
  auth.close();
});
