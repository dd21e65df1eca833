//! The measured steps.

use calendar::decode::decode;
use calendar::free::{FreeInterval, FreeSlot, free_intervals, slots_unique};
use calendar::model::{Interval, Payload};
use calendar::search::SearchIndex;
use calendar::view::types::{DayPart, FinderSpan, FinderView, GroupBy, SearchResults, Whom};
use calendar::view::{FinderRequest, ViewBody, ViewKind, ViewRequest, build, find};
use calendar::{Calendar, Filter, KnownRange, ResourceOrder};

use crate::body::Case;
use crate::derived;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Derived `Deserialize` into structs with the same fields and types. All other steps are compared with
    /// it.
    Bare,
    /// The same with times and dates as text.
    BareText,
    /// The tolerant decoder.
    Decode,
    /// Indexing the payload.
    Index,
    /// The free intervals of the payload's range.
    Free,
    /// The slots for the shortest duration, 5 minutes.
    Slots5,
    /// The view model of the week in which the range begins.
    Week,
    /// The view model of the month in which the range begins.
    Month,
    /// From the body to free intervals and a view model: the week for the clinic, the month for the large
    /// case.
    All,
    /// The finder: all resources, the whole range, a step of 5 minutes.
    Finder,
    /// A search for one letter that most names contain.
    Search,
}

impl Step {
    /// In the order of measurement. The long steps come directly after `Bare`, because they are compared with
    /// it.
    pub const ALL: [Step; 11] = [
        Step::BareText,
        Step::Bare,
        Step::Decode,
        Step::All,
        Step::Index,
        Step::Free,
        Step::Slots5,
        Step::Week,
        Step::Month,
        Step::Finder,
        Step::Search,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Step::Bare => "bare",
            Step::BareText => "bare-text",
            Step::Decode => "decode",
            Step::Index => "index",
            Step::Free => "free",
            Step::Slots5 => "slots5",
            Step::Week => "week",
            Step::Month => "month",
            Step::All => "all",
            Step::Finder => "finder",
            Step::Search => "search",
        }
    }
}

pub fn bare(body: &[u8]) -> derived::Typed {
    serde_json::from_slice(body).expect("the body is well-formed")
}

pub fn bare_text(body: &[u8]) -> derived::Textual {
    serde_json::from_slice(body).expect("the body is well-formed")
}

pub fn decoded(body: &[u8]) -> Payload {
    decode(body).expect("the body is a calendar")
}

pub fn free(calendar: &Calendar) -> Vec<FreeInterval> {
    free_intervals(calendar, range(calendar))
}

pub fn slots(calendar: &Calendar) -> Vec<FreeSlot> {
    slots_unique(calendar, range(calendar), Some(5))
}

/// The present moment is the start of the range, so that all free time can be offered.
pub fn view(calendar: &Calendar, kind: ViewKind) -> ViewBody {
    let range = range(calendar);
    let zone = calendar.clinic_zone();
    let request = ViewRequest {
        kind,
        date: range.start.with_timezone(&zone).date_naive(),
        now: range.start,
        zone,
        step_min: 15,
        density_percent: 100,
        duration_min: 30,
        order: &ResourceOrder::Server,
        filter: &Filter::default(),
    };
    build(calendar, &request)
}

pub fn finder(calendar: &Calendar) -> FinderView {
    let range = range(calendar);
    let zone = calendar.clinic_zone();
    let request = FinderRequest {
        duration_min: None,
        whom: &Whom::Any,
        second: None,
        from: range.start.with_timezone(&zone).date_naive(),
        span: FinderSpan::WorkingDays,
        order: &ResourceOrder::Server,
        more_first: false,
        working_days: 31,
        part: DayPart::Any,
        notice_min: 0,
        step_min: Some(5),
        group_by: GroupBy::Day,
        max_rows: 40,
        now: range.start,
        zone,
        filter: &Filter::default(),
    };
    find(&[KnownRange { range, calendar }], &request)
}

pub fn search_index(calendar: &Calendar) -> SearchIndex {
    SearchIndex::new(calendar, range(calendar))
}

pub fn search(index: &SearchIndex, calendar: &Calendar) -> SearchResults {
    calendar::search::search(&[index], "а", &Filter::default(), calendar.clinic_zone(), range(calendar).start)
}

pub fn all(case: Case, body: &[u8]) -> (Calendar, Vec<FreeInterval>, ViewBody) {
    let kind = match case {
        Case::Clinic => ViewKind::Week,
        Case::Large | Case::LargeDoubled => ViewKind::Month,
    };
    let calendar = Calendar::new(decoded(body));
    let (free, view) = (free(&calendar), view(&calendar, kind));
    (calendar, free, view)
}

fn range(calendar: &Calendar) -> Interval {
    calendar.payload().range.expect("the payload has its range")
}
