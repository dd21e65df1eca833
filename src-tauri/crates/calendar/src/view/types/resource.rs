//! A resource as the screen shows it.

use serde::Serialize;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// A resource as the views and the sidebar show it.
#[derive(Eq)]
pub struct ResourceHead {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub name: String,
    pub specialty: Option<String>,
    /// `#RRGGBB`, validated.
    pub color: Option<String>,
    /// The resource is inactive or deleted from scheduling. It is shown and never offered.
    pub inactive: bool,
    /// The hours are kept in MedElement, so free time is unknown.
    pub hours_elsewhere: bool,
    /// The resource's zone, when its wall clock differs from the clinic's.
    pub other_zone: Option<String>,
    /// The zone's name when it is unknown. The resource is then in UTC, as on the server.
    pub unknown_zone: Option<String>,
}
}
