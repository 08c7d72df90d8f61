//! Names that somebody may have meant.

use strsim::osa_distance;

/// How many are worth naming.
const MOST: usize = 3;

/// Up to three of these names, those first that need the fewest changes to become this one.
#[must_use]
pub fn nearest_names<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<_> = known
        .map(|known| (osa_distance(name, known), known))
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(MOST)
        .map(|(_, known)| known)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_changed_names_come_first() {
        let known = ["training", "etl", "elt_2", "el", "serving"];
        assert_eq!(
            nearest_names("elt", known.into_iter()),
            ["el", "etl", "elt_2"]
        );
        assert_eq!(nearest_names("elt", std::iter::empty()), [""; 0]);
    }
}
