//! The tokens that were issued.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

/// Tokens by their text, and for how long they are good.
#[derive(Debug)]
pub(crate) struct Tokens {
    access: HashMap<String, Access>,
    single: Vec<(Use, String)>,
    issued: u64,
    /// Makes the tokens of two backends different.
    salt: RandomState,
}

/// What a text that is good for one use can be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// A refresh token.
    Refresh,
    /// The code of a device that waits to be let in.
    Device,
}

#[derive(Debug)]
struct Access {
    owner: String,
    expires: Instant,
    revoked: bool,
}

impl Tokens {
    pub(crate) fn new(refresh: &[String]) -> Self {
        Self {
            access: HashMap::new(),
            single: refresh
                .iter()
                .map(|token| (Use::Refresh, token.clone()))
                .collect(),
            issued: 0,
            salt: RandomState::new(),
        }
    }

    /// A token that has never been issued before.
    fn text(&mut self, kind: &str) -> String {
        self.issued += 1;
        let (number, salt) = (self.issued, self.salt.hash_one(self.issued));
        format!("{kind}-{number}-{salt:016x}")
    }

    /// A new token that is good for this long.
    pub(crate) fn issue(&mut self, owner: &str, lifetime: Duration) -> String {
        let token = self.text("access");
        let access = Access {
            owner: owner.to_owned(),
            expires: Instant::now() + lifetime,
            revoked: false,
        };
        self.access.insert(token.clone(), access);
        token
    }

    /// A new text that is good for one use.
    pub(crate) fn offer(&mut self, what: Use) -> String {
        let text = self.text(match what {
            Use::Refresh => "refresh",
            Use::Device => "device",
        });
        self.single.push((what, text.clone()));
        text
    }

    /// Uses up what was offered; whether it was good.
    pub(crate) fn spend(&mut self, what: Use, text: &str) -> bool {
        let mut offered = self.single.iter();
        let Some(index) = offered.position(|(kind, known)| *kind == what && known == text) else {
            return false;
        };
        self.single.swap_remove(index);
        true
    }

    /// Whose token this is, or why it is refused.
    pub(crate) fn owner(&self, token: &str) -> Result<String, &'static str> {
        match self.access.get(token) {
            None => Err("the token is unknown"),
            Some(access) if access.revoked => Err("the token was revoked"),
            Some(access) if access.expires <= Instant::now() => Err("the token has expired"),
            Some(access) => Ok(access.owner.clone()),
        }
    }

    pub(crate) fn revoke(&mut self) {
        for access in self.access.values_mut() {
            access.revoked = true;
        }
    }
}
