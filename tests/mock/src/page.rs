//! What a list request asks for: how many, from where, in which order, filtered how.

use std::cmp::Ordering;

use crate::error::ApiError;
use crate::filter::{Cells, Columns, Filter, column};
use crate::idl::flyteidl2::common::sort::Direction;
use crate::idl::flyteidl2::common::{ListRequest, Sort};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// A checked list request.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Rows at most; 0 means all.
    pub(crate) limit: usize,
    pub(crate) offset: usize,
    pub(crate) filters: Vec<Filter>,
    pub(crate) sort: Vec<(&'static str, Direction)>,
}

impl Page {
    /// Checks a request in the order in which the backend does.
    pub(crate) fn from_request(
        request: Option<ListRequest>,
        columns: Columns,
    ) -> Result<Self, ApiError> {
        let request = request.unwrap_or_default();
        let limit = match request.limit as usize {
            0 => DEFAULT_LIMIT,
            limit if limit > MAX_LIMIT => {
                return Err(ApiError::invalid(format!(
                    "invalid limit: {limit} (exceeds maximum of {MAX_LIMIT})"
                )));
            }
            limit => limit,
        };
        // The deprecated single order counts only where the new one is absent.
        let mut sort = request.sort_by_fields;
        if sort.is_empty() {
            sort.extend(request.sort_by.filter(|sort| !sort.key.is_empty()));
        }
        let sort = sort
            .iter()
            .map(|sort| sort_column(sort, columns))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            limit,
            sort,
            filters: Filter::from_request(&request.filters, columns)?,
            offset: offset(&request.token)
                .ok_or_else(|| ApiError::invalid(format!("invalid token: {:?}", request.token)))?,
        })
    }

    /// Whether a row passes every filter.
    pub(crate) fn passes(&self, row: &impl Cells) -> bool {
        self.filters.iter().all(|filter| filter.passes(row))
    }

    /// The text that `column` must be equal to, if a filter says so.
    pub(crate) fn equal_text(&self, column: &str) -> Option<&str> {
        self.filters
            .iter()
            .find_map(|filter| filter.equal_text(column))
    }

    /// The rows of this page, in order, and the token of the next one. Rows that the wanted order
    /// does not tell apart stay in the order given.
    pub(crate) fn cut<'a, R: Cells>(&self, mut rows: Vec<&'a R>) -> (Vec<&'a R>, String) {
        if !self.sort.is_empty() {
            rows.sort_by(|a, b| self.compare(*a, *b));
        }
        let limit = match self.limit {
            0 => usize::MAX,
            limit => limit,
        };
        let page: Vec<_> = rows.into_iter().skip(self.offset).take(limit).collect();
        // A full page has a token even if nothing follows.
        let token = if page.len() == limit {
            self.offset.saturating_add(limit).to_string()
        } else {
            String::new()
        };
        (page, token)
    }

    fn compare(&self, a: &impl Cells, b: &impl Cells) -> Ordering {
        let mut orders = self.sort.iter().map(|(column, direction)| {
            let ascending = a.cell(column).cmp(&b.cell(column));
            match direction {
                Direction::Ascending => ascending,
                Direction::Descending => ascending.reverse(),
            }
        });
        orders
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// The column and direction that a request sorts by.
pub(crate) fn sort_column(
    sort: &Sort,
    columns: Columns,
) -> Result<(&'static str, Direction), ApiError> {
    let (name, _) = column(columns, &sort.key)
        .ok_or_else(|| ApiError::invalid(format!("invalid sort field: {}", sort.key)))?;
    Ok((name, sort.direction()))
}

/// The offset that a token means.
pub(crate) fn offset(token: &str) -> Option<usize> {
    match token {
        "" => Some(0),
        _ => token.parse().ok(),
    }
}
