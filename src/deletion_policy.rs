//! What a destroy does, according to the attribute `deletion_policy` of a resource.

use flyte_domain::{Received, Violation};
use terraform_framework::{Attribute, Diagnostic, Diagnostics, Field, Path, Type, Value};

use crate::findings;

/// Forgets the object and leaves it as it is.
pub(crate) const ABANDON: &str = "abandon";
/// Fails.
pub(crate) const PREVENT: &str = "prevent";

/// The policies of a resource.
#[derive(Debug)]
pub(crate) struct Policy {
    /// What is destroyed, as at the beginning of a message: `Project`.
    pub(crate) what: &'static str,
    /// What happens unless the user says otherwise.
    pub(crate) default: &'static str,
    /// Why there is a choice, and the hint to choose.
    pub(crate) reason: &'static str,
    /// What cannot be changed without a destroy, as in "another name".
    pub(crate) replaced_for: &'static str,
}

impl Policy {
    fn all(&self) -> [&'static str; 3] {
        [self.default, ABANDON, PREVENT]
    }

    /// The attribute.
    pub(crate) fn attribute(&'static self, description: &'static str) -> Attribute {
        Attribute::with_default(Type::String, self.default)
            .rule(|value, path, diagnostics| self.check(value, path, diagnostics))
            .description(description)
    }

    fn check(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let all = self.all();
        if let Some(policy) = value.as_str()
            && !all.contains(&policy)
        {
            let [default, abandon, prevent] = all;
            let violation = Violation::new(
                format!("deletion_policy must be \"{default}\", \"{abandon}\" or \"{prevent}\""),
                Received::word(policy, all),
                self.reason,
            );
            diagnostics.push(findings::violation(&violation, path.clone()));
        }
    }

    /// The error for a destroy or a replacement that the state forbids. `id` is what messages call
    /// the object.
    pub(crate) fn prevented(&self, policy: &Field<String>, id: &str) -> Option<Diagnostic> {
        let Self {
            what,
            default,
            replaced_for,
            ..
        } = self;
        is(policy, PREVENT).then(|| {
            Diagnostic::error(
                format!("{what} `{id}` must not be destroyed"),
                format!(
                    "Its `deletion_policy` in the Terraform state is `{PREVENT}`. If it is to go, or \
                     to get {replaced_for}, set the policy to `{default}` or `{ABANDON}` first, and \
                     apply that alone. To forget it and leave it as it is, use a `removed` block \
                     with `destroy = false`."
                ),
            )
            .at(Path::root().attribute("deletion_policy"))
        })
    }
}

/// Returns whether a state has this policy.
pub(crate) fn is(policy: &Field<String>, name: &str) -> bool {
    policy.as_known().map(String::as_str) == Some(name)
}
