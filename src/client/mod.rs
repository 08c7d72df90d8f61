//! The Flyte API over HTTP and JSON.
