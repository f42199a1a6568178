import { AuthClient } from "../libraries/supabase.js";
import { callWith } from "./kit.js";

export async function signIn({ issuer, tokens }) {
  const client = new AuthClient({ url: issuer, storageKey: issuer });
  const { error } = await client.setSession(tokens);
  if (error) throw error;
  return callWith(async () => (await client.getSession()).data.session.access_token);
}
