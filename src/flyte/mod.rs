//! The domain: what a Flyte task environment is.
