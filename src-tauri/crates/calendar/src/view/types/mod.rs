//! The types of the view models. Every time has a label of the wall clock and minutes on an axis, and the UI
//! multiplies the minutes by pixels.
//!
//! Minutes on an axis are *elapsed* minutes since the local midnight at which the day starts, so a day of 23
//! or 25 hours has its true length.

macro_rules! view_type {
    ($item:item) => {
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "bindings", derive(TS))]
        $item
    };
}

mod arrangement;
mod changes;
mod day;
mod details;
mod filter;
mod free_time;
mod label;
mod list;
mod money;
mod money_report;
mod period;
mod present;
mod resource;
mod search;
mod sheet;
mod week;

pub use arrangement::{ListArrangement, ListColumn, ListGroupBy};
pub use changes::{ChangeLine, TimeAndResourceLabel};
pub use day::{
    AppointmentBox, AppointmentGroup, Axis, AxisRow, ClosedKind, ClosedSpan, DayCell, DayHead, DayNote,
    DayNoteKind, DayTotals, FreeInterval,
};
pub use details::{AppointmentDetails, DetailField, ExpenseLine, PaymentLine};
pub use filter::{FilterChoice, FilterChoices};
pub use free_time::{
    CellMoments, DayPart, DurationChoice, FinderGroup, FinderRow, FinderSpan, FinderStartTime, FinderView,
    FoundStart, GroupBy, Moment, MomentKind, NotOffered, OfferedSecond, OfferedTime, SecondService,
    SecondStart, StartTime, Whom,
};
pub use label::{DateLabel, DateTimeLabel, Span};
pub use list::{
    ListResource, ListRow, ListRowTimes, ListSection, ListSectionHead, ListTotals, ListView, RowWindow,
};
pub use money::{ExpenseTotals, MoneyIssue, MoneyIssueKind, MoneyShare, MoneyState};
pub use money_report::{
    DebtKind, DebtTotals, EmployeeAndMethod, ExpenseBasis, ExpenseOverview, KindAndMethod, MoneyColumn,
    MoneyOverview, MoneyRow, MoneyRowAppointment, MoneyRowOrder, MoneyRows, MoneySum, MoneyTable,
    PaymentBasis, PaymentDay, PaymentHour, PaymentOverview, PaymentsUnknown, PayoutWeek, RecordedBy,
    ResourceMoney,
};
pub use period::{
    DayLoad, GridView, MiniDay, MiniMonth, MonthCell, MonthResource, MonthView, OffResource, ResourceRow,
    UnpaidTotals, ViewBody, ViewKind,
};
pub use present::{PresentAppointment, PresentAppointments, PresentList};
pub use resource::ResourceHead;
pub use search::{ClientAppointment, ClientAppointments, SearchHit, SearchMarks, SearchResults};
pub use sheet::{Sheet, SheetAppointment, SheetCell, SheetDay, SheetResource, SheetRow};
pub use week::{WeekCell, WeekPiece, WeekRow, WeekView};
