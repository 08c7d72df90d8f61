//! TCP on 127.0.0.1, on a port from the host's range, without Nagle's algorithm (with it every
//! call waits for a delayed acknowledgement).

#![cfg_attr(unix, expect(dead_code, reason = "compiled on Unix to be tested only"))]

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;

use environment::Environment;
use tokio::net::{TcpListener, TcpStream};

use crate::connection::Stream;
use crate::error::StartError;
use crate::listener::Address;

/// The ports to try, as the host gave them.
#[derive(Debug)]
pub(crate) struct Place {
    min: String,
    max: String,
}

impl Place {
    /// `PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT`; both inclusive, absent is 0, and port 0 is any.
    pub(crate) fn from_environment(environment: &dyn Environment) -> Self {
        let port = |name| {
            environment
                .get(name)
                .filter(|port| !port.is_empty())
                .unwrap_or_else(|| "0".to_owned())
        };
        Self {
            min: port("PLUGIN_MIN_PORT"),
            max: port("PLUGIN_MAX_PORT"),
        }
    }

    /// The same: a port is nobody's to replace while it is listened on.
    pub(crate) fn guarded(self) -> Self {
        self
    }

    fn ports(&self) -> Result<RangeInclusive<u16>, StartError> {
        let wrong = |problem| StartError::PortRange {
            min: self.min.clone(),
            max: self.max.clone(),
            problem,
        };
        match (self.min.parse(), self.max.parse()) {
            (Ok(min), Ok(max)) if min <= max => Ok(min..=max),
            (Ok(_), Ok(_)) => Err(wrong("the range is upside down")),
            _ => Err(wrong("a port is a whole number from 0 to 65535")),
        }
    }
}

/// A socket that already accepts.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Listens on the first free port of `place`.
    ///
    /// Must be called inside the asynchronous runtime.
    pub(crate) fn bind(place: &Place) -> Result<Self, StartError> {
        let ports = place.ports()?;
        let (min, max) = (*ports.start(), *ports.end());
        let mut last = io::ErrorKind::AddrInUse.into();
        for port in ports {
            match Self::bind_port(port) {
                Ok(listener) => return Ok(listener),
                Err(error) => last = error,
            }
        }
        Err(StartError::NoFreePort {
            min,
            max,
            source: last,
        })
    }

    fn bind_port(port: u16) -> io::Result<Self> {
        let socket = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let socket = TcpListener::from_std(socket)?;
        Ok(Self { socket, address })
    }

    /// Where to connect.
    pub(crate) fn address(&self) -> Address {
        Address {
            network: "tcp",
            address: self.address.to_string(),
        }
    }

    /// Waits for the next client.
    pub(crate) async fn accept(&self) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(self.accept_stream().await?))
    }

    async fn accept_stream(&self) -> io::Result<TcpStream> {
        let (stream, _) = self.socket.accept().await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn place(min: &str, max: &str) -> Place {
        Place {
            min: min.to_owned(),
            max: max.to_owned(),
        }
    }

    #[tokio::test]
    async fn without_a_range_any_loopback_port_will_do() {
        let anywhere = Place::from_environment(&BTreeMap::new());
        let address = Listener::bind(&anywhere).unwrap().address();
        assert_eq!(address.network, "tcp");
        assert!(address.address.starts_with("127.0.0.1:"), "{address:?}");
        assert!(!address.address.ends_with(":0"), "{address:?}");
    }

    #[tokio::test]
    async fn a_taken_port_is_passed_over_and_a_full_range_is_an_error() {
        let taken = Listener::bind(&place("0", "0")).unwrap().address.port();
        let holder = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, taken)).unwrap();
        let full = place(&taken.to_string(), &taken.to_string());
        let message = Listener::bind(&full).unwrap_err().to_string();
        assert!(message.contains(&taken.to_string()), "{message}");
        drop(holder);
        let listener = Listener::bind(&full).unwrap();
        assert_eq!(listener.address.port(), taken);
    }

    /// Held back by Nagle's algorithm, a plan of a thousand resources takes nine times as long.
    #[tokio::test]
    async fn small_packets_are_not_held_back() {
        let listener = Listener::bind(&place("0", "0")).unwrap();
        let client = TcpStream::connect(listener.address);
        let (client, accepted) = tokio::join!(client, listener.accept_stream());
        client.unwrap();
        assert!(accepted.unwrap().nodelay().unwrap());
    }

    #[test]
    fn a_senseless_range_is_explained() {
        for (min, max, problem) in [
            ("2", "1", "upside down"),
            ("a", "1", "whole number"),
            ("1", "65536", "whole number"),
        ] {
            let message = place(min, max).ports().unwrap_err().to_string();
            assert!(message.contains(problem), "{message}");
        }
    }
}
