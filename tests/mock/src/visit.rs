//! What a method is told of the call beside the request: who calls, where, and what is stored.

use crate::auth::Guard;
use crate::store::Store;

/// A call that was let in.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    pub(crate) store: &'a mut Store,
    /// `None` if everybody may call.
    pub(crate) guard: Option<&'a Guard>,
    /// Whose token it came with; empty if it needed none.
    pub(crate) caller: String,
    /// The URL that the backend was called at.
    pub(crate) base: String,
}
