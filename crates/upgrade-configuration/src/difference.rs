//! The differences between two texts, line by line.

use std::fmt::Write as _;

/// How many unchanged lines are shown around a change.
const AROUND: usize = 2;

/// The lines that differ, with some around them; empty for equal texts.
#[must_use]
pub fn difference(old: &str, new: &str) -> String {
    let old: Vec<_> = old.lines().collect();
    let new: Vec<_> = new.lines().collect();
    let lines = lines(&old, &new);
    let is_near = |index: usize| {
        let near = index.saturating_sub(AROUND)..(index + AROUND + 1).min(lines.len());
        lines[near].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut told = String::new();
    let mut is_apart = false;
    for (index, (mark, line)) in lines.iter().enumerate() {
        if !is_near(index) {
            is_apart = !told.is_empty();
            continue;
        }
        if std::mem::take(&mut is_apart) {
            told.push_str("  …\n");
        }
        let _ = writeln!(told, "{}", format!("{mark} {line}").trim_end());
    }
    told
}

/// Every line of both texts, marked as kept, removed or added.
fn lines<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let equal = old
        .iter()
        .zip(new)
        .take_while(|(left, right)| left == right);
    let first = equal.count();
    let (begin, old, new) = (&old[..first], &old[first..], &new[first..]);
    let equal = old.iter().rev().zip(new.iter().rev());
    let last = equal.take_while(|(left, right)| left == right).count();
    let (old, end) = old.split_at(old.len() - last);
    let kept = |lines: &[&'a str]| -> Vec<_> { lines.iter().map(|line| (' ', *line)).collect() };
    [
        kept(begin),
        between(old, &new[..new.len() - last]),
        kept(end),
    ]
    .concat()
}

/// The same for texts that differ in their first and their last line.
fn between<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for left in (0..old.len()).rev() {
        for right in (0..new.len()).rev() {
            common[left][right] = if old[left] == new[right] {
                common[left + 1][right + 1] + 1
            } else {
                common[left + 1][right].max(common[left][right + 1])
            };
        }
    }
    let (mut left, mut right) = (0, 0);
    let mut lines = Vec::new();
    while left < old.len() || right < new.len() {
        if left < old.len() && right < new.len() && old[left] == new[right] {
            lines.push((' ', old[left]));
            left += 1;
            right += 1;
        } else if right == new.len()
            || (left < old.len() && common[left + 1][right] >= common[left][right + 1])
        {
            lines.push(('-', old[left]));
            left += 1;
        } else {
            lines.push(('+', new[right]));
            right += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_shown_with_what_is_around_it() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\n";
        let new = "a\nb\nC\nd\ne\nf\ng\nh\ni\n";
        let told = "  a\n  b\n- c\n+ C\n  d\n  e\n  …\n  g\n  h\n+ i\n";
        assert_eq!(difference(old, new), told);
        assert_eq!(difference(old, old), "");
    }
}
