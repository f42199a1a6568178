async function main() {
  const { createAuth, decodeJwt } = await import("jotpass");
  const api = process.env.JOTPASS_API;
  const auth = createAuth({ tokenUrl: `${api}/api/token` });
  const { user } = await auth.login({ username: "demo", password: "demo" });
  const answer = await auth.fetch(`${api}/api/something`);
  const { claims } = await decodeJwt(await auth.token());
  console.log(`${user.name}, ${answer.status}, ${claims.iss}`);
  auth.close();
}

main();
