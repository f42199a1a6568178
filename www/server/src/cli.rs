//! The command line, and nothing but reading it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use clap::Parser;
use jotpass_server::Config;
use jotpass_server::config::NewUser;

/// The token server behind the Jotpass demo page and tests. Listens on loopback only.
#[derive(Debug, Parser)]
#[command(name = "jotpass-server", version)]
pub(crate) struct Args {
    /// The port; 0 takes any free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The loopback address
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// The folder for the database, which then survives a restart
    #[arg(long, value_name = "DIR", conflicts_with = "memory")]
    data: Option<PathBuf>,
    /// Keep the database in memory; so it is without --data
    #[arg(long)]
    memory: bool,
    /// The folder served at /, without its server/
    #[arg(long, value_name = "DIR")]
    www: Option<PathBuf>,
    /// The folder served at /pkg/
    #[arg(long, value_name = "DIR")]
    pkg: Option<PathBuf>,
    /// The folder served at /docs/
    #[arg(long, value_name = "DIR")]
    docs: Option<PathBuf>,
    /// How long an access token lives, like 30s, 5m, 12h or 200d
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    token_life: Duration,
    /// How long a refresh token lives
    #[arg(long, value_name = "TIME", default_value = "1d", value_parser = duration)]
    refresh_life: Duration,
    /// Write the claim exp in milliseconds, as the classic article does
    #[arg(long)]
    exp_in_ms: bool,
    /// Add Secure to the cookies: for browsers that reach this server by https. Over plain http Chrome and Firefox take them
    /// from a loopback address all the same, Safari does not: hence no default
    #[arg(long)]
    secure_cookies: bool,
    /// An origin whose pages may call the API, like http://127.0.0.1:5173; may be given several times
    #[arg(long, value_name = "ORIGIN", num_args = 1.., value_parser = origin)]
    allow_origin: Vec<HeaderValue>,
    /// Response headers that those pages may read
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    expose_headers: Vec<HeaderName>,
    /// Also be a third party, on this port; 0 takes any free one
    #[arg(long, value_name = "PORT")]
    third_party_port: Option<u16>,
    /// Open the fault switches at /faults, for tests
    #[arg(long)]
    faults: bool,
    /// Somebody who may sign in; without any and with an empty database, demo:demo
    #[arg(long, value_name = "NAME:PASSWORD", num_args = 1.., value_parser = user)]
    user: Vec<NewUser>,
}

impl From<Args> for Config {
    fn from(args: Args) -> Self {
        Self {
            host: args.host,
            port: args.port,
            data: args.data,
            www: args.www,
            pkg: args.pkg,
            docs: args.docs,
            token_life: args.token_life,
            refresh_life: args.refresh_life,
            exp_in_ms: args.exp_in_ms,
            secure_cookies: args.secure_cookies,
            allow_origins: args.allow_origin,
            expose_headers: args.expose_headers,
            third_party_port: args.third_party_port,
            faults: args.faults,
            users: args.user,
            ..Self::default()
        }
    }
}

/// Ten years at most: beyond that a number is a slip, and some dates do not fit where they are kept.
fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.trim_end_matches(|c: char| !c.is_ascii_digit()).len());
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err("a time is a whole number and a unit, like 30s, 5m, 12h or 200d".to_owned()),
    };
    let seconds = number.parse::<u32>().ok().map(|number| u64::from(number) * unit);
    seconds
        .filter(|seconds| *seconds <= 3650 * 24 * 60 * 60)
        .map(Duration::from_secs)
        .ok_or_else(|| "a time is a whole number and a unit, at most 3650d".to_owned())
}

/// As browsers write it in `Origin`; a slash at the end or a path would never match.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let host = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"))
        .unwrap_or_default();
    let plain = !host.is_empty() && !host.contains(['/', '?', '#', '@', '*']) && !text.contains(char::is_uppercase);
    let value = HeaderValue::try_from(text).ok().filter(|_| plain);
    value.ok_or_else(|| "an origin is scheme, host and port, like http://127.0.0.1:5173".to_owned())
}

/// The first colon divides: a password may hold more of them.
fn user(text: &str) -> Result<NewUser, String> {
    match text.split_once(':') {
        Some((name, password)) if !name.is_empty() => Ok(NewUser::new(name, password)),
        _ => Err("a user is NAME:PASSWORD".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
    use super::*;

    fn config(args: &[&str]) -> Result<Config, clap::Error> {
        Args::try_parse_from([&["jotpass-server"], args].concat()).map(Config::from)
    }

    #[test]
    fn a_bare_command_line_is_the_demo_in_memory() {
        let config = config(&[]).unwrap();
        assert_eq!(
            (config.port, config.data, config.token_life),
            (8787, None, Duration::from_secs(30))
        );
        assert_eq!(config.refresh_life, Duration::from_secs(86_400));
        assert!(!config.faults && !config.exp_in_ms && !config.secure_cookies && config.users.is_empty());
    }

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(duration("12h"), Ok(Duration::from_secs(43_200)));
        assert_eq!(duration("200d"), Ok(Duration::from_secs(17_280_000)));
        for wrong in ["", "30", "s", "-1s", "1.5h", "1w", "3651d", "99999999999s", "é"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_user_is_divided_at_the_first_colon() {
        let config = config(&["--user", "ann:a:b", "--user", "bob:"]).unwrap();
        let users: Vec<_> = config
            .users
            .iter()
            .map(|user| (user.username.as_str(), user.password.as_str()))
            .collect();
        assert_eq!(users, [("ann", "a:b"), ("bob", "")]);
        assert!(user("nobody").is_err());
    }

    #[test]
    fn an_origin_is_written_as_a_browser_writes_it() {
        assert!(config(&["--allow-origin", "http://127.0.0.1:5173", "https://a.test"]).is_ok());
        for wrong in [
            "*",
            "null",
            "a.test",
            "http://a.test/",
            "http://A.test",
            "http://u@a.test",
        ] {
            assert!(config(&["--allow-origin", wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn data_and_memory_exclude_each_other() {
        assert!(config(&["--memory"]).is_ok());
        assert!(config(&["--memory", "--data", "d"]).is_err());
    }

    #[test]
    fn a_message_about_a_wrong_user_does_not_lose_the_reason() {
        let message = config(&["--user", "nobody"]).unwrap_err().to_string();
        assert!(message.contains("NAME:PASSWORD"), "{message}");
    }
}
