//! The parts of a reuse policy that are counts and words, each with its rule.

use std::fmt::{self, Display, Formatter};

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;
use crate::written::{WholeNumber, Written};

/// The largest number that the wire can carry (`int32`).
const MAX_COUNT: i64 = i32::MAX as i64;

/// A setting of the policy, by the name that users know it by.
///
/// The order is that of the SDK's checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// `scope`
    Scope,
    /// `replicas`
    Replicas,
    /// `concurrency`
    Concurrency,
    /// `idle_ttl`
    IdleTtl,
    /// `scaledown_ttl`
    ScaledownTtl,
}

impl Setting {
    /// The name in the SDK and in Terraform alike.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Replicas => "replicas",
            Self::Concurrency => "concurrency",
            Self::IdleTtl => "idle_ttl",
            Self::ScaledownTtl => "scaledown_ttl",
        }
    }
}

impl Display for Setting {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A count that the wire can carry and that is not below `least`.
fn count(what: &str, least: i64, number: i64, hint: &str) -> Result<u32, Violation> {
    if number < least {
        let rule = if least == 0 {
            format!("{what} must be greater than or equal to 0")
        } else {
            format!("{what} must be at least {least}")
        };
        return Err(Violation::new(rule, Received::number(number), hint));
    }
    match u32::try_from(number) {
        Ok(count) if number <= MAX_COUNT => Ok(count),
        _ => Err(too_large(what, Received::number(number))),
    }
}

fn too_large(what: &str, got: Received) -> Violation {
    Violation::new(
        format!("{what} must be at most {MAX_COUNT}"),
        got,
        "Flyte's API cannot represent a larger number.",
    )
}

/// A whole number out of what was written.
fn whole(what: &str, written: &Written) -> Result<i64, Violation> {
    let number = match written {
        Written::Number(number) => WholeNumber::read(number),
        _ => WholeNumber::IsNot,
    };
    match number {
        WholeNumber::Is(number) => Ok(number),
        WholeNumber::OutOfRange => Err(too_large(what, Received::written(Shown::Number, written))),
        WholeNumber::IsNot => Err(Violation::new(
            format!("{what} must be an int"),
            Received::written(Shown::Measure, written),
            "Write a whole number, without quotes.",
        )),
    }
}

/// How many containers a pool has: at least `min` while it is in use, at most `max`.
///
/// 0 ≤ min ≤ max, 1 ≤ max ≤ 2,147,483,647. The default is two, fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Replicas {
    min: u32,
    max: u32,
}

impl Replicas {
    const NEGATIVE: &str = "A pool cannot have fewer than 0 replicas.";

    /// # Errors
    /// The first rule broken, in the SDK's order.
    pub fn new(min: i64, max: i64) -> Result<Self, Violation> {
        let min_count = count("replicas min", 0, min, Self::NEGATIVE)?;
        let max_count = count("replicas max", 0, max, Self::NEGATIVE)?;
        if min_count > max_count {
            return Err(Violation::new(
                "replicas min must be less than or equal to max",
                Received::number(format!("[{min}, {max}]")),
                format!("The minimum comes first: `replicas = [{max}, {min}]`."),
            ));
        }
        if max_count == 0 {
            return Err(Violation::new(
                "replicas must be at least 1",
                Received::number(0),
                "A pool of no replicas runs nothing. An idle pool is removed as a whole after \
                 `idle_ttl`, whatever its size; to turn reuse off, remove the `reusable` block.",
            ));
        }
        Ok(Self {
            min: min_count,
            max: max_count,
        })
    }

    /// Reads a number, or a list of two; `None` while it depends on something unknown.
    ///
    /// # Errors
    /// The first rule broken, in the SDK's order.
    pub fn read(written: &Written) -> Result<Option<Self>, Violation> {
        match written {
            Written::Null => Ok(Some(Self::default())),
            Written::Unknown => Ok(None),
            Written::Number(number) if WholeNumber::read(number) != WholeNumber::IsNot => {
                let number = whole("replicas", written)?;
                // Of both bounds the lower one would be named, which nobody wrote.
                count("replicas", 0, number, Self::NEGATIVE)?;
                Self::new(number, number).map(Some)
            }
            Written::List(pair) => {
                let [min, max] = pair.as_slice() else {
                    return Err(Self::wrong_kind(written));
                };
                match (Self::bound("min", min)?, Self::bound("max", max)?) {
                    (Some(min), Some(max)) => Self::new(min, max).map(Some),
                    _ => Ok(None),
                }
            }
            _ => Err(Self::wrong_kind(written)),
        }
    }

    /// One of two numbers. The SDK looks at the minimum's kind and sign before the maximum's.
    fn bound(which: &str, written: &Written) -> Result<Option<i64>, Violation> {
        if *written == Written::Unknown {
            return Ok(None);
        }
        let what = format!("replicas {which}");
        let number = whole(&what, written)?;
        count(&what, 0, number, Self::NEGATIVE)?;
        Ok(Some(number))
    }

    fn wrong_kind(written: &Written) -> Violation {
        Violation::new(
            "replicas must be an int or a tuple of two ints",
            Received::written(Shown::Measure, written),
            "Write a number for a fixed pool, `replicas = 2`, or minimum and maximum, \
             `replicas = [1, 3]`.",
        )
    }

    /// The replicas that stay while the pool is in use.
    #[must_use]
    pub const fn min(self) -> u32 {
        self.min
    }

    /// The replicas that there may be.
    #[must_use]
    pub const fn max(self) -> u32 {
        self.max
    }
}

impl Default for Replicas {
    fn default() -> Self {
        Self { min: 2, max: 2 }
    }
}

/// How many tasks one replica runs at a time: 1 (the default) to 2,147,483,647.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Concurrency(u32);

impl Concurrency {
    /// # Errors
    /// When the number is below 1 or does not fit the wire.
    pub fn new(number: i64) -> Result<Self, Violation> {
        let hint = "1 runs one task at a time; more than 1 needs async tasks.";
        count("concurrency", 1, number, hint).map(Self)
    }

    /// Reads a number; `None` while it is unknown.
    ///
    /// # Errors
    /// When it is no whole number, or one that [`Concurrency::new`] refuses.
    pub fn read(written: &Written) -> Result<Option<Self>, Violation> {
        match written {
            Written::Null => Ok(Some(Self::default())),
            Written::Unknown => Ok(None),
            _ => Self::new(whole("concurrency", written)?).map(Some),
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for Concurrency {
    fn default() -> Self {
        Self(1)
    }
}

/// Who shares a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// All runs: `global`.
    #[default]
    Global,
    /// The tasks of one run: `run`. Since flyte SDK 2.12; only Ray clusters honour it today.
    Run,
}

impl Scope {
    const NAMES: [&'static str; 2] = [Self::Global.name(), Self::Run.name()];

    /// The word that users write.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Run => "run",
        }
    }

    /// Reads the word; `None` while it is unknown.
    ///
    /// # Errors
    /// When it is another word, or the same in other letters.
    pub fn read(written: &Written) -> Result<Option<Self>, Violation> {
        match written {
            Written::Null => Ok(Some(Self::default())),
            Written::Unknown => Ok(None),
            Written::Text(word) if word == Self::Global.name() => Ok(Some(Self::Global)),
            Written::Text(word) if word == Self::Run.name() => Ok(Some(Self::Run)),
            Written::Text(word) => Err(Self::violation(Received::word(word, Self::NAMES))),
            _ => Err(Self::violation(Received::written(Shown::Number, written))),
        }
    }

    pub(super) fn violation(got: Received) -> Violation {
        Violation::new(
            "scope must be \"global\" or \"run\"",
            got,
            "`global` shares the pool among all runs and is the default.",
        )
    }
}
