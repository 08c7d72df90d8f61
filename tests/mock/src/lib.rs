//! A stateful stand-in for the open-source Flyte 2 backend.
