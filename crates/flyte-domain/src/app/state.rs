//! Whether an app is to run.

use flyte_proto::flyteidl2::app::spec::DesiredState as Wire;

use crate::received::Received;
use crate::violation::Violation;

/// Whether an app is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DesiredState {
    /// It is: `active`.
    #[default]
    Active,
    /// It is kept, and does not run: `stopped`.
    Stopped,
}

impl DesiredState {
    const NAMES: [&'static str; 2] = [Self::Active.name(), Self::Stopped.name()];

    /// The word that users write.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Stopped => "stopped",
        }
    }

    /// Reads the word.
    ///
    /// # Errors
    /// When it is another word.
    pub fn read(word: &str) -> Result<Self, Violation> {
        match word {
            "active" => Ok(Self::Active),
            "stopped" => Ok(Self::Stopped),
            _ => Err(Violation::new(
                "desired_state must be \"active\" or \"stopped\"",
                Received::word(word, Self::NAMES),
                "`stopped` keeps the app and ends its replicas.",
            )),
        }
    }

    pub(super) fn to_wire(self) -> Wire {
        match self {
            Self::Active => Wire::Active,
            Self::Stopped => Wire::Stopped,
        }
    }

    /// Anything but `STOPPED` deploys an app and lets it run, in the open-source backend.
    pub(super) fn from_wire(wire: i32) -> Self {
        match Wire::try_from(wire) {
            Ok(Wire::Stopped) => Self::Stopped,
            _ => Self::Active,
        }
    }
}
