//! How figures are shown.

/// Prints a figure beside its limit.
pub(crate) fn report(name: &str, figure: f64, limit: f64, unit: &str) {
    let verdict = if figure <= limit { "PASS" } else { "OVER" };
    println!("  {name:<36} {figure:>8.2} {unit:<4} limit {limit} {unit}: {verdict}");
}
