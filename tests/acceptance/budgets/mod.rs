//! What a run asks of Flyte, counted: figures that do not depend on the machine. The limits are those of
//! ARCHITECTURE.md, "What it costs".

mod at_once;
mod environments;
mod others;

use std::collections::BTreeMap;

use flyte_mock::Mock;

/// The requests since the last time, by method.
fn asked(mock: &Mock) -> BTreeMap<String, usize> {
    let mut asked = BTreeMap::new();
    for request in mock.requests() {
        let method = request.path.rsplit('/').next().unwrap_or_default();
        *asked.entry(method.to_owned()).or_default() += 1;
    }
    mock.clear_requests();
    asked
}
