//! Environment variables that containers get from more than one setting.

use std::collections::BTreeMap;

use flyte_domain::Secret;
use terraform_framework::{Diagnostics, Path};

use crate::findings;
use crate::task_environment::model::Model;
use crate::task_environment::secret;

/// Reports variables that are known to be given twice, even while other settings are unknown.
pub(super) fn check(config: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let no_variables = BTreeMap::new();
    let variables = config.env_vars.as_known().unwrap_or(&no_variables);
    let secrets = secret::known_ones(&config.secrets);
    let secrets = secrets.iter().map(|(index, secret)| (*index, secret));
    for (index, setting, violation) in Secret::clashes(secrets, |name| variables.contains_key(name))
    {
        let path = Path::root().attribute("secrets").index(index);
        diagnostics.push(findings::violation(&violation, path.attribute(setting)));
    }
    diagnostics
}
