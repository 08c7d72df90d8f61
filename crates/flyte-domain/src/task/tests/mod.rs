//! Tasks, against those that the real SDK deployed.

mod identity;
mod inputs;
mod placeholders;
mod rules;
mod vectors;
