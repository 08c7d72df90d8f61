//! Environments that the Flyte SDK deployed, beside resources that say faithfully what was said in
//! Python: taking them over shows nothing but what every takeover changes.
//!
//! * [`takeover`] does so with every case of `tests/vectors`, and [`rows`] holds the
//!   exceptions, each with its reason;
//! * [`strict`] deploys every case from nothing, and compares it with what the SDK deployed;
//! * [`vectors`] are these cases, [`python`] turns what one says into the settings of a resource,
//!   and [`hcl`] writes that down;
//! * [`aloud`], [`verbatim`] and [`warm`] are what the vectors do not have, deployed by the SDK
//!   itself, and [`alike`] takes them over;
//! * [`generated`] has Terraform write the configuration of each case;
//! * [`shown`] is what a plan shows, and [`lasting`] what is deployed before and after.

mod alike;
mod aloud;
mod generated;
mod hcl;
pub(crate) mod lasting;
mod python;
mod rows;
pub(crate) mod shown;
mod strict;
mod takeover;
mod vectors;
mod verbatim;
mod warm;
