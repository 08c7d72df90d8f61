//! A figure: what was measured in every round, and its limit.

use serde_json::{Value, json};

/// A measurement, with one sample for each round.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) samples: Vec<f64>,
    /// The most that its median may be.
    pub(crate) limit: Option<f64>,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, unit: &'static str, samples: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            unit,
            samples,
            limit: None,
        }
    }

    pub(crate) fn within(mut self, limit: f64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The median of the samples.
    pub(crate) fn median(&self) -> f64 {
        median(&self.samples)
    }

    /// Returns whether the median is over the limit.
    pub(crate) fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.median() > limit)
    }

    /// The least and the greatest sample.
    fn spread(&self) -> (f64, f64) {
        let least = self.samples.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.samples.iter().copied().fold(0.0, f64::max);
        (least, most)
    }

    /// A row of the table in ARCHITECTURE.md.
    pub(crate) fn row(&self) -> String {
        let (least, most) = self.spread();
        let unit = self.unit;
        let median = match self.is_over() {
            true => format!("**{:.2} {unit}, over**", self.median()),
            false => format!("{:.2} {unit}", self.median()),
        };
        let limit = self
            .limit
            .map_or_else(|| "–".to_owned(), |limit| format!("{limit} {unit}"));
        format!(
            "| {} | {} | {least:.2} to {most:.2} | {} |\n",
            self.name,
            median.replace(" ,", ",").trim(),
            limit.trim()
        )
    }

    /// The same as a line for a terminal, with the verdict in red if it is over its limit.
    pub(crate) fn line(&self) -> String {
        let (least, most) = self.spread();
        let verdict = match self.limit {
            None => String::new(),
            Some(limit) if self.is_over() => {
                format!("\x1b[31mover the limit of {limit} {}\x1b[0m", self.unit)
            }
            Some(limit) => format!("within {limit} {}", self.unit),
        };
        format!(
            "  {:<58} {:>9.2} {:<3} ({least:.2} to {most:.2})  {verdict}",
            self.name,
            self.median(),
            self.unit
        )
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "unit": self.unit,
            "samples": self.samples,
            "median": self.median(),
            "limit": self.limit,
        })
    }
}

pub(crate) fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}
