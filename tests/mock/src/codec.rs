//! The two encodings of a message, and gzip around either.

use std::io::{self, Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::json;

/// How the body of a request, and so of its answer, is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// `application/json`
    Json,
    /// `application/proto`
    Proto,
    /// Anything else, which is refused.
    Unknown,
}

impl Codec {
    /// By the value of a `Content-Type` header, which may say of JSON that it is UTF-8.
    pub(crate) fn from_content_type(value: &str) -> Self {
        let value = value.to_ascii_lowercase();
        let mut parts = value.split(';').map(str::trim);
        match (parts.next(), parts.next()) {
            (Some("application/json"), None | Some("charset=utf-8")) => Self::Json,
            (Some("application/proto"), None) => Self::Proto,
            _ => Self::Unknown,
        }
    }

    /// By the `encoding` of a GET request.
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "json" => Self::Json,
            "proto" => Self::Proto,
            _ => Self::Unknown,
        }
    }

    /// The content type of an answer.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Proto => "application/proto",
            Self::Json | Self::Unknown => "application/json",
        }
    }

    pub(crate) fn decode<T>(self, body: &[u8]) -> Result<T, ApiError>
    where
        T: Message + Default + DeserializeOwned,
    {
        let read = match self {
            Self::Proto => T::decode(body).map_err(|error| error.to_string()),
            Self::Json | Self::Unknown if body.is_empty() => {
                Err("zero-length payload is not a valid JSON object".to_owned())
            }
            Self::Json | Self::Unknown => json::from_slice(body).map_err(|error| error.to_string()),
        };
        read.map_err(|reason| ApiError::invalid(format!("unmarshal message: {reason}")))
    }

    pub(crate) fn encode<T: Message + Serialize>(self, message: &T) -> Result<Bytes, ApiError> {
        match self {
            Self::Proto => Ok(message.encode_to_vec().into()),
            Self::Json | Self::Unknown => serde_json::to_vec(message)
                .map(Bytes::from)
                .map_err(|error| ApiError::internal(format!("marshal message: {error}"))),
        }
    }
}

/// Unpacks gzip.
pub(crate) fn gunzip(body: &[u8]) -> io::Result<Bytes> {
    let mut plain = Vec::new();
    GzDecoder::new(body).read_to_end(&mut plain)?;
    Ok(plain.into())
}

/// Packs with gzip, for speed rather than size.
pub(crate) fn gzip(body: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    Ok(encoder.finish()?.into())
}
