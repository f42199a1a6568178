// JSON Web Tokens for tests: well-formed (RFC 7519), and signed by nobody.

const SIGNATURE = "unsigned-by-jotpass-testing";

// `exp` among the claims goes before `expiresIn`; a claim that is undefined is left out.
export function mintToken(claims = {}, { expiresIn = 600, now = Date.now(), header } = {}) {
  const iat = Math.floor(now / 1000);
  const parts = [{ alg: "HS256", typ: "JWT", ...header }, { iat, exp: iat + expiresIn, ...claims }];
  return [...parts.map((part) => encode(JSON.stringify(part))), SIGNATURE].join(".");
}

export const isMinted = (token) => token.endsWith(`.${SIGNATURE}`);

// Null for what is no JWT.
export function claimsOf(token) {
  try {
    const claims = JSON.parse(decode(token.split(".")[1]));
    return claims?.constructor === Object ? claims : null;
  } catch {
    return null;
  }
}

// Base64url of the text's UTF-8. jsdom has no TextEncoder.
const encode = (text) => {
  const bytes = encodeURIComponent(text).replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

export const decode = (text) => {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return decodeURIComponent(bytes.replace(/[^]/g, (byte) => `%${byte.charCodeAt().toString(16).padStart(2, "0")}`));
};
