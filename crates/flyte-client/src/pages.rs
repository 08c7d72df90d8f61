//! Lists put together from their pages.
//!
//! A page's token is the offset of its first entry (flyte, `runs/repository/impl/requests.go`), and
//! the server sorts again for each. So where the first page also tells how many entries there are,
//! the others are asked for a few at a time, and taken in their order. Where it does not, or where
//! a token is anything else than that offset, each page is asked for by the token of the one
//! before.
//!
//! Entries move while pages are asked for, when others deploy. So a page that is asked for ahead
//! begins with the last entry of the one before it. Only where its first entry was told already, no
//! matter on which page, has nothing slipped through between the two: all that was in front of it
//! in the server's order was returned, too. Where it was not, an entry was added before the seam,
//! between the two calls; the page and those behind it are asked for once more. Where that does not
//! help, entries have vanished: a page further to the front is asked for, and the rest one after
//! the other.
//!
//! What holds in the end: an entry that was there from the first call to the last, and stayed where
//! it was among the others, is returned, and every entry is returned once. One that was added
//! meanwhile may be missing, and so may one that moves to the front while it is listed.
//!
//! A server whose pages never end is stopped by a repeated token or by the number of pages.

use std::collections::HashSet;

use tracing::info;

use crate::call::Method;
use crate::failure::Kind;
use crate::listing::{ENTRIES_PER_PAGE, Listing};
use crate::prefetch::{List, Page, Prefetch};
use crate::{CallOptions, Client, Error};

/// The most pages of a list: two hundred thousand entries.
const MOST_PAGES: usize = 1000;

/// The pages of a list, in order. Nothing is asked before the first is wanted, and nothing but that
/// before the second is.
#[derive(Debug)]
pub struct Pages<L: Listing> {
    list: List<L>,
    /// The token of the next page; nothing after the last.
    next: Option<String>,
    prefetch: Prefetch<L>,
    order: PageOrder,
    seen: HashSet<L::Key>,
    tokens: HashSet<String>,
    taken: usize,
}

/// How pages are asked for.
#[derive(Clone, Copy, Debug)]
enum PageOrder {
    /// The first page decides.
    Undecided,
    /// Each by the token of the one before.
    Sequential,
    /// Several at a time.
    Parallel {
        /// From the first entry of a page to the first of the next.
        stride: u32,
        /// How many entries there were at the last count.
        total: u32,
    },
}

impl<L: Listing> Pages<L> {
    /// The entries of the next page that were on none before; nothing after the last page. What is
    /// dropped before it is done can be called once more.
    ///
    /// # Errors
    ///
    /// When the call fails, or the server's pages never end.
    pub async fn next(&mut self) -> Result<Option<Vec<L::Entry>>, Error> {
        let Some(token) = self.next.clone() else {
            return Ok(None);
        };
        let page = match (self.order, token.parse()) {
            (PageOrder::Parallel { stride, total }, Ok(end)) => {
                self.joining(end, stride, total).await?
            }
            _ => self.list.clone().page(token).await?,
        };
        self.take(page).map(Some)
    }

    /// The entries of the next pages, of so many at most; those before the first call that fails.
    pub async fn some(&mut self, pages: usize) -> Vec<L::Entry> {
        self.one_by_one();
        let mut entries = Vec::new();
        for _ in 0..pages {
            match self.next().await {
                Ok(Some(page)) => entries.extend(page),
                Ok(None) | Err(_) => break,
            }
        }
        entries
    }

    /// From now on no page is asked for before it is wanted.
    pub fn one_by_one(&mut self) {
        self.order = PageOrder::Sequential;
        self.prefetch.clear();
    }

    /// The page that begins with the last entry returned so far; `end` is how many those are.
    async fn joining(&mut self, end: u32, stride: u32, total: u32) -> Result<Page<L>, Error> {
        let seam = end.saturating_sub(1);
        // The second request comes after all that was returned.
        for _ in 0..2 {
            let page = self.prefetch.page(&self.list, seam, stride, total).await?;
            let first = page.entries.first().map(L::key);
            if first.is_some_and(|first| self.seen.contains(&first)) {
                return Ok(page);
            }
            self.prefetch.clear();
        }
        self.one_by_one();
        self.tokens.clear();
        let before = end.saturating_sub(ENTRIES_PER_PAGE);
        self.list.clone().page(before.to_string()).await
    }

    /// What of a page is new, and where the list goes on.
    fn take(&mut self, page: Page<L>) -> Result<Vec<L::Entry>, Error> {
        let Page {
            entries,
            token,
            total,
            call,
        } = page;
        self.taken += 1;
        self.order = match (self.order, total) {
            (PageOrder::Undecided, Some(total)) => order_after(entries.len(), &token, total),
            (PageOrder::Undecided, None) => PageOrder::Sequential,
            (PageOrder::Parallel { stride, .. }, Some(total)) => {
                PageOrder::Parallel { stride, total }
            }
            (order, _) => order,
        };
        let is_last = token.is_empty();
        if !is_last && (self.taken >= MOST_PAGES || !self.tokens.insert(token.clone())) {
            return Err(call.unusable(Kind::EndlessList));
        }
        self.next = (!is_last).then_some(token);
        let mut entries = entries;
        entries.retain(|entry| self.seen.insert(L::key(entry)));
        if !is_last || self.taken > 1 {
            self.tell(total);
        }
        Ok(entries)
    }

    /// Says in the log how far a list of several pages is.
    fn tell(&self, total: Option<u32>) {
        let (method, listed, what) = (self.list.method.name, self.seen.len(), L::ENTRIES);
        match total {
            Some(total) => info!(method, "listed {listed} of {total} {what}"),
            None => info!(method, "listed {listed} {what}"),
        }
    }
}

/// How the pages behind a first one of so many entries are asked for.
fn order_after(entries: usize, token: &str, total: u32) -> PageOrder {
    match u32::try_from(entries) {
        // Of a single entry, nothing is left beside the seam.
        Ok(entries) if entries > 1 && token == entries.to_string() => PageOrder::Parallel {
            stride: entries - 1,
            total,
        },
        _ => PageOrder::Sequential,
    }
}

impl Client {
    /// A list, page by page.
    pub(super) fn pages<L: Listing>(
        &self,
        method: &'static Method,
        request: L,
        options: &CallOptions,
    ) -> Pages<L> {
        Pages {
            list: List {
                client: self.clone(),
                method,
                request,
                options: *options,
            },
            next: Some(String::new()),
            prefetch: Prefetch::default(),
            order: PageOrder::Undecided,
            seen: HashSet::new(),
            tokens: HashSet::new(),
            taken: 0,
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
