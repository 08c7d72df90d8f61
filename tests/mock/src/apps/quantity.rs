//! Which amounts Kubernetes can read.

use crate::idl::flyteidl2::core::resources::{ResourceEntry, ResourceName};

/// Whether an amount is looked at, and none that Kubernetes can read.
pub(super) fn is_malformed(entry: &ResourceEntry) -> bool {
    use ResourceName::{Cpu, EphemeralStorage, Memory, Storage};
    let is_looked_at = matches!(entry.name(), Cpu | Memory | Storage | EphemeralStorage);
    is_looked_at && !is_quantity(&entry.value)
}

fn is_quantity(text: &str) -> bool {
    const SUFFIXES: [&str; 16] = [
        "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
    ];
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = |it: char| it.is_ascii_digit() || it == '.';
    let end = text.find(|it| !is_number(it)).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let is_exponent = suffix.strip_prefix(['e', 'E']).is_some_and(|power| {
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        !power.is_empty() && power.bytes().all(|it| it.is_ascii_digit())
    });
    number.bytes().any(|it| it.is_ascii_digit())
        && number.matches('.').count() < 2
        && (is_exponent || SUFFIXES.contains(&suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_those_of_kubernetes() {
        for text in ["1", "500m", "1.5Gi", ".5", "1.", "1e3", "1E", "-1", "12E-2"] {
            assert!(is_quantity(text), "{text}");
        }
        for text in ["", "lots", "1 Gi", "1gb", "1.2.3", ".", "1e", "Gi"] {
            assert!(!is_quantity(text), "{text}");
        }
    }
}
