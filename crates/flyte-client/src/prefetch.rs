//! Pages of a list that are requested ahead of time, a few at once.

use std::collections::{BTreeMap, VecDeque};
use std::panic::resume_unwind;

use tokio::task::JoinSet;

use crate::call::{Answered, Method};
use crate::error::Call;
use crate::listing::{ENTRIES_PER_PAGE, Listing};
use crate::{CallOptions, Client, Error};

/// How many pages are asked for at the same time.
const AT_A_TIME: usize = 4;

/// A page.
#[derive(Debug)]
pub(super) struct Page<L: Listing> {
    pub(super) entries: Vec<L::Entry>,
    /// What the next page is asked for by; empty after the last.
    pub(super) token: String,
    /// How many entries all pages have, if the server told.
    pub(super) total: Option<u32>,
    pub(super) call: Call,
}

/// The list that pages are of.
#[derive(Clone, Debug)]
pub(super) struct List<L> {
    pub(super) client: Client,
    pub(super) method: &'static Method,
    pub(super) request: L,
    pub(super) options: CallOptions,
}

impl<L: Listing> List<L> {
    /// The page of a token, or the first by the empty one.
    pub(super) async fn page(mut self, token: String) -> Result<Page<L>, Error> {
        self.request.ask_for(token, ENTRIES_PER_PAGE);
        let answered = self.client.call(self.method, &self.request, &self.options);
        // In a box, so that the futures of callers stay shallow enough for the compiler.
        let Answered { message, call, .. } = Box::pin(answered).await?;
        let total = L::total(&message);
        let (entries, token) = L::open(message);
        Ok(Page {
            entries,
            token,
            total,
            call,
        })
    }
}

/// The pages that were asked for and not yet taken, by the offset of their first entry. Dropping it
/// drops the calls.
#[derive(Debug)]
pub(super) struct Prefetch<L: Listing> {
    /// All of them, in order.
    asked: VecDeque<u32>,
    in_flight: JoinSet<(u32, Result<Page<L>, Error>)>,
    arrived: BTreeMap<u32, Result<Page<L>, Error>>,
    /// The offset that is asked for next.
    next: u32,
}

impl<L: Listing> Default for Prefetch<L> {
    fn default() -> Self {
        Self {
            asked: VecDeque::new(),
            in_flight: JoinSet::new(),
            arrived: BTreeMap::new(),
            next: 0,
        }
    }
}

impl<L: Listing> Prefetch<L> {
    /// The page at an offset. Those that follow it in steps of `stride` are asked for meanwhile, as
    /// long as they begin before `end`. What was asked for with other offsets in mind is dropped.
    pub(super) async fn page(
        &mut self,
        list: &List<L>,
        offset: u32,
        stride: u32,
        end: u32,
    ) -> Result<Page<L>, Error> {
        if self.asked.front() != Some(&offset) {
            *self = Self {
                next: offset,
                ..Self::default()
            };
        }
        while self.asked.len() < AT_A_TIME && (self.asked.is_empty() || self.next < end) {
            let (list, at) = (list.clone(), self.next);
            self.in_flight
                .spawn(async move { (at, list.page(at.to_string()).await) });
            self.asked.push_back(at);
            self.next = at.saturating_add(stride.max(1));
        }
        loop {
            if let Some(page) = self.arrived.remove(&offset) {
                self.asked.pop_front();
                return page;
            }
            match self.in_flight.join_next().await {
                Some(Ok((at, page))) => {
                    self.arrived.insert(at, page);
                }
                Some(Err(error)) => {
                    if let Ok(panic) = error.try_into_panic() {
                        resume_unwind(panic);
                    }
                }
                // Only where the runtime has ended the call.
                None => return list.clone().page(offset.to_string()).await,
            }
        }
    }

    /// Drops everything that was asked for.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
