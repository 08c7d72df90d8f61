//! What goes into a secret. It is never shown, and nothing of it but its size.

use crate::received::Received;
use crate::violation::Violation;

/// The largest that a Kubernetes secret holds, of all its data.
const LARGEST: usize = 1 << 20;

/// # Errors
/// When a value is larger than a cluster keeps. `setting` is the attribute that has it.
pub fn check_secret_value(setting: &str, value: &str) -> Result<(), Violation> {
    if value.len() > LARGEST {
        return Err(Violation::new(
            format!("{setting} must have at most 1048576 bytes"),
            Received::nothing(),
            format!(
                "This one has {}, and Flyte keeps a secret in a Kubernetes secret, which holds 1 MiB.",
                value.len()
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_size_is_told() {
        let largest = "\u{e4}".repeat(LARGEST / 2);
        assert_eq!(check_secret_value("value", &largest), Ok(()));
        assert_eq!(check_secret_value("value", ""), Ok(()));
        let broken = check_secret_value("value", &format!("{largest}x")).unwrap_err();
        assert!(broken.detail().contains("1048577"), "{}", broken.detail());
        assert!(!broken.detail().contains('\u{e4}'));
    }
}
