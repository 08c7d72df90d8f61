//! Whether Flyte could return what is to be deployed. Answers above 16 MiB are not read, so a
//! larger environment could be written but never read again.

use flyte_domain::{Deployment, Environment, Revision};
use terraform_framework::{Diagnostic, Path};

use crate::task_environment::deploying::deployer;

/// The largest specification that is deployed, in bytes. As JSON it may be a few times as long.
const LARGEST: usize = 4 << 20;

/// The error for a part of the environment that is too large.
pub(super) fn refusal(environment: &Environment) -> Option<Diagnostic> {
    let deployment = Deployment::live(environment, Revision::FIRST, deployer(None));
    let (name, size) = deployment.largest();
    (size > LARGEST).then(|| {
        let path = if name == environment.id.name.as_str() {
            Path::root()
        } else {
            Path::root().attribute("tasks")
        };
        Diagnostic::error(
            format!("`{name}` is too large for Flyte"),
            format!(
                "Its specification would have {} MiB. The provider deploys none above {} MiB, since \
                 Flyte's answers about it could not be read. Put what is large (variables, defaults, \
                 inputs, a pod) into the code, the image or a secret.",
                size.div_ceil(1 << 20),
                LARGEST >> 20
            ),
        )
        .at(path)
    })
}
