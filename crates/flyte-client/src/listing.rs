//! What a list is: a request that is answered page by page.

use std::fmt::Debug;
use std::hash::Hash;

use flyte_proto::Organisations;
use flyte_proto::flyteidl2::common::ListRequest;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The most entries that the backend puts on a page: it refuses to be asked for more (flyte,
/// `runs/repository/impl/requests.go`).
pub(super) const ENTRIES_PER_PAGE: u32 = 200;

/// A request for a list.
pub trait Listing: Serialize + Organisations + Clone + Debug + Send + Sync + 'static {
    /// What a page is.
    type Page: DeserializeOwned + Organisations + Send;
    /// What is on it.
    type Entry: Debug + Send + 'static;
    /// What tells entries apart, whatever becomes of them while they are listed.
    type Key: Debug + Eq + Hash + Send;

    /// What the entries are called in the log.
    const ENTRIES: &'static str;

    /// Asks for the page of this token, or for the first by the empty one, with so many entries at
    /// most.
    fn ask_for(&mut self, token: String, limit: u32);
    /// The entries of a page, and the token of the next one; empty after the last.
    fn open(page: Self::Page) -> (Vec<Self::Entry>, String);
    /// What tells an entry from the others.
    fn key(entry: &Self::Entry) -> Self::Key;
    /// How many entries all pages have, if this one tells.
    fn total(_page: &Self::Page) -> Option<u32> {
        None
    }
}

/// Asks for a page by the part of a request that most lists have for it.
pub(super) fn ask_for(page: &mut Option<ListRequest>, token: String, limit: u32) {
    let page = page.get_or_insert_default();
    (page.token, page.limit) = (token, limit);
}
