//! Lists put together from their pages.
//!
//! A page's token is an offset, so an entry that is added meanwhile can push another one onto the
//! next page a second time: repeated entries are dropped. A server whose pages never end is
//! stopped by a repeated token or by the number of pages.

use std::{collections::HashSet, hash::Hash};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    CallOptions, Client, Error,
    call::{Answered, Method},
    failure::Kind,
};
use crate::idl::flyteidl2::common::ListRequest;

/// The most entries that the backend puts on a page.
const ENTRIES_PER_PAGE: u32 = 200;
/// The most pages of a list: two hundred thousand entries.
const MOST_PAGES: usize = 1000;

/// A request for a list.
pub(super) trait Listing: Serialize + Sync {
    /// What a page is.
    type Page: DeserializeOwned;
    /// What is on it.
    type Entry;
    /// What tells entries apart.
    type Key: Eq + Hash;

    /// The part of the request that asks for a page.
    fn page(&mut self) -> &mut ListRequest;
    /// The entries of a page, and the token of the next one; empty after the last.
    fn open(page: Self::Page) -> (Vec<Self::Entry>, String);
    /// What tells an entry from the others.
    fn key(entry: &Self::Entry) -> Self::Key;
}

impl Client {
    /// All entries of a list, in the server's order.
    pub(super) async fn collect<L: Listing>(
        &self,
        method: &'static Method,
        mut request: L,
        options: &CallOptions,
    ) -> Result<Vec<L::Entry>, Error> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        let mut tokens = HashSet::new();
        request.page().limit = ENTRIES_PER_PAGE;
        request.page().token.clear();
        loop {
            let Answered { message, call } = self.call(method, &request, options).await?;
            let (page, token) = L::open(message);
            entries.extend(page.into_iter().filter(|entry| seen.insert(L::key(entry))));
            if token.is_empty() {
                return Ok(entries);
            }
            if tokens.len() + 1 >= MOST_PAGES || !tokens.insert(token.clone()) {
                return Err(call.unusable(Kind::EndlessList));
            }
            request.page().token = token;
        }
    }
}
