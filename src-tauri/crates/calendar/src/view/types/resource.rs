//! A resource as the screen shows it.

use serde::Serialize;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// A resource as columns, rows and the sidebar show it.
#[derive(Eq)]
pub struct ResourceHead {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub name: String,
    pub specialty: Option<String>,
    /// `#RRGGBB`, checked.
    pub color: Option<String>,
    /// Switched off in the account, or deleted from scheduling: shown, never offered.
    pub inactive: bool,
    /// Hours are kept in MedElement: free time cannot be known.
    pub hours_elsewhere: bool,
    /// The resource's zone, when its wall clock differs from the clinic's.
    pub other_zone: Option<String>,
    /// The zone name that nobody knows, when the server's fallback (UTC) had to be used.
    pub unknown_zone: Option<String>,
}
}
