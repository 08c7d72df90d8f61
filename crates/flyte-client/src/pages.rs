//! Lists put together from their pages.
//!
//! A page's token is an offset, so an entry that is added meanwhile can push another one onto the
//! next page a second time: repeated entries are dropped. A server whose pages never end is
//! stopped by a repeated token or by the number of pages.

use std::collections::HashSet;
use std::hash::Hash;

use flyte_proto::Organisations;
use flyte_proto::flyteidl2::common::ListRequest;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::{CallOptions, Client, Error};

/// The most entries that the backend puts on a page.
pub(super) const ENTRIES_PER_PAGE: u32 = 200;
/// The most pages of a list: two hundred thousand entries.
const MOST_PAGES: usize = 1000;

/// A request for a list.
pub trait Listing: Serialize + Organisations + Clone + Sync {
    /// What a page is.
    type Page: DeserializeOwned + Organisations;
    /// What is on it.
    type Entry;
    /// What tells entries apart.
    type Key: Eq + Hash;

    /// Asks for the page of this token, or for the first by the empty one, with so many entries at
    /// most.
    fn ask_for(&mut self, token: String, limit: u32);
    /// The entries of a page, and the token of the next one; empty after the last.
    fn open(page: Self::Page) -> (Vec<Self::Entry>, String);
    /// What tells an entry from the others.
    fn key(entry: &Self::Entry) -> Self::Key;
}

/// The pages of a list, of which each is asked for when it is wanted.
#[derive(Debug)]
pub struct Pages<L: Listing> {
    client: Client,
    method: &'static Method,
    /// The request for the next page; nothing after the last.
    next: Option<L>,
    seen: HashSet<L::Key>,
    tokens: HashSet<String>,
    options: CallOptions,
}

impl<L: Listing> Pages<L> {
    /// The entries of the next page that were on none before; nothing after the last page.
    ///
    /// # Errors
    ///
    /// When the call fails, or the server's pages never end.
    pub async fn next(&mut self) -> Result<Option<Vec<L::Entry>>, Error> {
        let Some(request) = &mut self.next else {
            return Ok(None);
        };
        let answered = self.client.call(self.method, request, &self.options);
        let Answered { message, call, .. } = answered.await?;
        let (page, token) = L::open(message);
        if token.is_empty() {
            self.next = None;
        } else if self.tokens.len() + 1 >= MOST_PAGES || !self.tokens.insert(token.clone()) {
            return Err(call.unusable(Kind::EndlessList));
        } else {
            request.ask_for(token, ENTRIES_PER_PAGE);
        }
        let entries = page.into_iter();
        let new = entries.filter(|entry| self.seen.insert(L::key(entry)));
        Ok(Some(new.collect()))
    }

    /// The entries of the next pages, of so many at most; those before the first call that fails.
    pub async fn some(&mut self, pages: usize) -> Vec<L::Entry> {
        let mut entries = Vec::new();
        for _ in 0..pages {
            match self.next().await {
                Ok(Some(page)) => entries.extend(page),
                Ok(None) | Err(_) => break,
            }
        }
        entries
    }
}

/// Asks for a page by the part of a request that most lists have for it.
pub(super) fn ask_for(page: &mut Option<ListRequest>, token: String, limit: u32) {
    let page = page.get_or_insert_default();
    (page.token, page.limit) = (token, limit);
}

impl Client {
    /// A list, page by page.
    pub(super) fn pages<L: Listing>(
        &self,
        method: &'static Method,
        mut request: L,
        options: &CallOptions,
    ) -> Pages<L> {
        request.ask_for(String::new(), ENTRIES_PER_PAGE);
        Pages {
            client: self.clone(),
            method,
            next: Some(request),
            seen: HashSet::new(),
            tokens: HashSet::new(),
            options: *options,
        }
    }

    /// All entries of a list, in the server's order.
    pub(super) async fn collect<L: Listing>(
        &self,
        method: &'static Method,
        request: L,
        options: &CallOptions,
    ) -> Result<Vec<L::Entry>, Error> {
        let mut pages = self.pages(method, request, options);
        let mut entries = Vec::new();
        while let Some(page) = pages.next().await? {
            entries.extend(page);
        }
        Ok(entries)
    }
}
