// Tokens to decode: payloads of an exact length in bytes, as identity providers fill them.

const ROLES = {
  ASCII: ["orders:read", "orders:write", "customers:read", "invoices:approve", "reports:export"],
  "not ASCII": ["заказы:чтение", "注文:書き込み", "clientèle:évaluée", "Prüfung:größer", "🔑:администратор"],
};
const NAMES = { ASCII: "Zoe Demo", "not ASCII": "Zoë Démo 山田" };

/** As long as that of RS256. */
const SIGNATURE = `${"s".repeat(341)}A`;

const bytes = (value) => Buffer.byteLength(JSON.stringify(value));
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export const ALPHABETS = Object.keys(ROLES);

/** The claims whose JSON has this many bytes; `number` tells one from the next. */
export function claimsOf(length, alphabet, number) {
  const sub = `user-${String(number).padStart(4, "0")}`;
  const claims = { sub, iat: 1790000000, exp: 1790003600, name: NAMES[alphabet], roles: [], pad: "" };
  const roles = ROLES[alphabet];
  for (let i = 0; ; i++) {
    const longer = { ...claims, roles: [...claims.roles, roles[i % roles.length]] };
    if (bytes(longer) > length) break;
    claims.roles = longer.roles;
  }
  claims.pad = "x".repeat(length - bytes(claims));
  return claims;
}

/** A token that holds them. */
export const tokenOf = (claims) => `${base64url({ alg: "RS256", typ: "JWT", kid: "bench" })}.${base64url(claims)}.${SIGNATURE}`;
