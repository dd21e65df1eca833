//! What the screen paints. Every time is ready: a wall-clock label and minutes on the axis; the UI multiplies by pixels.
//!
//! Minutes on an axis are *elapsed* minutes since the local midnight that starts the day, so a day of 23 or 25 hours
//! is drawn as long as it is.

macro_rules! view_type {
    ($item:item) => {
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "bindings", derive(TS))]
        $item
    };
}

mod changes;
mod day;
mod details;
mod free_time;
mod label;
mod money;
mod period;
mod resource;
mod search;

pub use changes::{ChangeLine, TimeAndResourceLabel};
pub use day::{
    AppointmentBox, Axis, AxisRow, ClosedKind, ClosedSpan, DayCell, DayHead, DayNote, DayNoteKind, DayTotals,
    FreeInterval,
};
pub use details::{AppointmentDetails, ExpenseLine, PaymentLine};
pub use free_time::{
    CellMoments, DayPart, DurationChoice, FinderGroup, FinderRow, FinderStartTime, FinderView, GroupBy,
    Moment, MomentKind, NotOffered, OfferedTime, StartTime, Whom,
};
pub use label::{DateLabel, DateTimeLabel, Span};
pub use money::{
    ExpenseTotals, MoneyDay, MoneyIssue, MoneyIssueKind, MoneyResource, MoneyShare, MoneyState, MoneyView,
    UnpaidAppointment,
};
pub use period::{
    GridView, ListDay, ListRow, ListView, MiniDay, MiniMonth, MonthCell, MonthView, ResourceRow, ViewBody,
    ViewKind,
};
pub use resource::ResourceHead;
pub use search::{SearchHit, SearchResults};
