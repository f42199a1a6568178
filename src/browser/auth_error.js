// The error JavaScript sees. Its own module, so that the shell can export it before WebAssembly has loaded.

const BRAND = Symbol.for("jotpass.AuthError");

export class AuthError extends Error {
  name = "AuthError";
  [BRAND] = true;

  constructor(code, message, { retryable = false, status = null, error = null, error_description = null, cause } = {}) {
    super(message);
    Object.assign(this, { code, retryable, status, error, error_description, cause });
  }

  // Another frame, or another copy of the library, has another class but the same brand.
  static is(value) {
    return value?.[BRAND] === true;
  }
}

export const authError = (code, message, detail, retryable, status, error, error_description) =>
  new AuthError(code, detail ? `${message}: ${detail}` : message, {
    retryable,
    status: status || null,
    error,
    error_description,
  });
