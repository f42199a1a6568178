//! The double-submit check: a request that came with a cookie by itself proves by a header that a page of ours made it.
//!
//! Another site can have our cookies sent, but can neither read the CSRF token nor set a header. The token is made for one
//! session, so that a cookie somebody planted is worth nothing, and stays the same while that session is renewed: what a tab
//! reads just before a renewal in another tab still counts after it.

use axum::http::HeaderMap;
use subtle::ConstantTimeEq;

use crate::cookie;
use crate::error::ApiError;
use crate::secret::Secret;
use crate::token::{Fingerprint, fingerprint};

/// The header that Angular, axios and Laravel send the cookie's value in.
pub(crate) const X_XSRF_TOKEN: &str = "x-xsrf-token";

const REFUSED: ApiError = ApiError::Forbidden("Send the value of the cookie XSRF-TOKEN in the header X-XSRF-TOKEN.");

/// The CSRF token of a request that shows it twice, and that is the session's. A session without one takes none.
pub(crate) fn check(headers: &HeaderMap, session: Option<Fingerprint>) -> Result<Secret, ApiError> {
    let shown = headers.get(X_XSRF_TOKEN).ok_or(REFUSED)?.as_bytes();
    let kept = cookie::CSRF.find(headers).ok_or(REFUSED)?;
    let session = session.ok_or(REFUSED)?;
    // Both compared in constant time and to the end, so that no time tells how near a guess is.
    let same = shown.ct_eq(kept.expose().as_bytes()) & fingerprint(&kept).ct_eq(&session);
    if same.into() { Ok(kept) } else { Err(REFUSED) }
}
