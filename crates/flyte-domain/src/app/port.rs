//! Where an app listens.

use flyte_proto::flyteidl2::core::ContainerPort;

use crate::kubernetes_name::KubernetesName;
use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;
use crate::written::{WholeNumber, Written};

/// The port of an app, and what is spoken there: by its name, if that is not HTTP/1.1.
///
/// As in flyte SDK 2.12.1, `flyte.app.Port`: 8080 and no name by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPort {
    number: u16,
    name: String,
}

impl AppPort {
    /// Ports that are the platform's own (flyte SDK 2.12.1, `INVALID_APP_PORTS`).
    const RESERVED: [u16; 5] = [8012, 8022, 8112, 9090, 9091];
    const DEFAULT: u16 = 8080;

    /// The number of a port; `None` while it is unknown.
    ///
    /// # Errors
    /// When there is no such port, or it is the platform's own.
    pub fn read_number(written: &Written) -> Result<Option<u16>, Violation> {
        let text = match written {
            Written::Null => return Ok(Some(Self::DEFAULT)),
            Written::Unknown => return Ok(None),
            Written::Number(text) => text,
            _ => "",
        };
        let number = match WholeNumber::read(text) {
            WholeNumber::Is(number) => u16::try_from(number).ok().filter(|number| *number > 0),
            WholeNumber::OutOfRange | WholeNumber::IsNot => None,
        };
        let got = || Received::written(Shown::Number, written);
        match number {
            None => Err(Violation::new(
                "port must be a whole number from 1 to 65535",
                got(),
                "Write the port that the program listens on.",
            )),
            Some(number) if Self::RESERVED.contains(&number) => Err(Violation::new(
                format!("Port {number} is reserved and cannot be used for an app"),
                Received::nothing(),
                "The platform listens on 8012, 8022, 8112, 9090 and 9091 itself. Let the program \
                 listen on another port.",
            )),
            Some(number) => Ok(Some(number)),
        }
    }

    /// The name of a port.
    ///
    /// # Errors
    /// When Kubernetes could have no port of this name.
    pub fn check_name(name: &str) -> Result<(), Violation> {
        if name.len() > 15 || name.contains('.') || KubernetesName::new("", name).is_err() {
            return Err(Violation::new(
                "port_name must be the name of a port",
                Received::word(name, ["h2c", "http1"]),
                "`h2c` is for HTTP/2 without TLS, as gRPC needs it; `http1` is what a port without a \
                 name speaks.",
            ));
        }
        Ok(())
    }

    /// A port whose parts have passed their rules.
    #[must_use]
    pub const fn new(number: u16, name: String) -> Self {
        Self { number, name }
    }

    /// The number; nothing where it is the default.
    #[must_use]
    pub fn unusual_number(&self) -> Option<u16> {
        Some(self.number).filter(|number| *number != Self::DEFAULT)
    }

    /// The name; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn to_wire(&self) -> ContainerPort {
        ContainerPort {
            container_port: self.number.into(),
            name: self.name.clone(),
        }
    }

    /// Of what Flyte holds; the default where that is not a port.
    pub(super) fn from_wire(ports: &[ContainerPort]) -> Self {
        let known = ports.first().and_then(|port| {
            let number = u16::try_from(port.container_port).ok()?;
            Some(Self::new(number, port.name.clone()))
        });
        known.unwrap_or_default()
    }
}

impl Default for AppPort {
    fn default() -> Self {
        Self::new(Self::DEFAULT, String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_none_of_the_platforms() {
        assert_eq!(AppPort::read_number(&Written::Null), Ok(Some(8080)));
        assert_eq!(AppPort::read_number(&Written::Unknown), Ok(None));
        assert_eq!(AppPort::read_number(&65535.into()), Ok(Some(65535)));
        for refused in [8012, 8022, 8112, 9090, 9091, 0, 65536, -1] {
            assert!(AppPort::read_number(&refused.into()).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_name_is_one_of_kubernetes() {
        assert!(AppPort::check_name("h2c").is_ok());
        for name in ["", "H2C", "a.b", &"x".repeat(16)] {
            assert!(AppPort::check_name(name).is_err(), "{name}");
        }
    }
}
