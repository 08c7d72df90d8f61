//! How a rule fails: with everything that breaks it at once, a line for each.

/// Fails with what was found, if anything was.
#[track_caller]
pub(crate) fn assert_none(rule: &str, findings: &[String]) {
    assert!(
        findings.is_empty(),
        "{rule}; {} to mend:\n\n{}\n",
        findings.len(),
        findings.join("\n")
    );
}
