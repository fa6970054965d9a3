//! How often one network address may try to sign in. Locking an account stops who guesses at one; this
//! stops who tries many, and bounds the work of hashing that strangers can ask for.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, NotUntil, Quota};

/// Attempts that an address gets back in a minute. A whole bureau may share one address.
const A_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
/// Attempts at once, such as at eight in the morning.
const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);
/// Addresses remembered before those that have been quiet are forgotten.
const MANY: usize = 10_000;

/// Counts attempts by address.
#[derive(Clone)]
pub(crate) struct Throttle(Arc<DefaultKeyedRateLimiter<Option<IpAddr>>>);

impl Default for Throttle {
    fn default() -> Throttle {
        Throttle::with(A_MINUTE, AT_ONCE)
    }
}

impl Throttle {
    /// For tokens that are none: nothing is hashed for them and nobody guesses one, so that only a flood is stopped.
    pub(crate) fn of_tokens() -> Throttle {
        Throttle::with(A_MINUTE, NonZeroU32::MIN.saturating_add(999))
    }

    /// So many attempts a minute, and so many at once.
    pub(crate) fn with(a_minute: NonZeroU32, at_once: NonZeroU32) -> Throttle {
        let quota = Quota::per_minute(a_minute).allow_burst(at_once);
        Throttle(Arc::new(DefaultKeyedRateLimiter::keyed(quota)))
    }

    /// How long an address has to wait; none: one more attempt is let through, and counted.
    pub(crate) fn waits(&self, address: Option<IpAddr>) -> Option<Duration> {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        waits(self.0.check_key(&address.map(network)))
    }
}

/// How long to wait, where one has to.
fn waits(checked: Result<(), NotUntil<<DefaultClock as Clock>::Instant>>) -> Option<Duration> {
    checked.err().map(|until| until.wait_time_from(DefaultClock::default().now()))
}

/// Requests of one token in a second, in the long run.
const A_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(99);
/// Requests of one token at once.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(999);

/// Counts requests of programs by the number of their token.
#[derive(Clone)]
pub(crate) struct Pace(Arc<DefaultKeyedRateLimiter<i64>>);

impl Default for Pace {
    fn default() -> Pace {
        let quota = Quota::per_second(A_SECOND).allow_burst(BURST);
        Pace(Arc::new(DefaultKeyedRateLimiter::keyed(quota)))
    }
}

impl Pace {
    /// How long a token has to wait; none: one more request is let through, and counted.
    pub(crate) fn waits(&self, token: i64) -> Option<Duration> {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        waits(self.0.check_key(&token))
    }
}

/// What one customer of a provider has: an address, or of the long kind a network of them.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_stopped_and_others_are_not() {
        let throttle = Throttle::default();
        let admitted = |address: &str| throttle.waits(address.parse().ok()).is_none();
        for _ in 0..AT_ONCE.get() {
            assert!(admitted("192.0.2.1") && admitted("2001:db8::1"));
        }
        assert!(!admitted("192.0.2.1"));
        assert!(admitted("192.0.2.2"));
        assert!(!admitted("2001:db8::ffff"), "the same network");
        assert!(admitted("2001:db8:0:1::1"));
    }
}
