//! The measured steps.

use calendar::decode::decode;
use calendar::free::{FreeInterval, FreeSlot, free_intervals, slots_unique};
use calendar::model::{Instant, Interval, Payload};
use calendar::money::{MoneyRequest, money_rows, overview};
use calendar::search::SearchIndex;
use calendar::view::types::{
    DayPart, FinderSpan, FinderView, GroupBy, ListArrangement, ListView, MoneyColumn, MoneyOverview,
    MoneyRowOrder, MoneyRows, MoneyTable, PaymentBasis, RowWindow, SearchResults, Whom,
};
use calendar::view::{FinderRequest, ViewBody, ViewKind, ViewRequest, build, find, list_within_limit};
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
    /// The list of the week in which the range begins, with its first rows.
    List,
    /// The money of the range, with the first rows of the payments.
    Money,
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
    pub const ALL: [Step; 13] = [
        Step::BareText,
        Step::Bare,
        Step::Decode,
        Step::All,
        Step::Index,
        Step::Free,
        Step::Slots5,
        Step::Week,
        Step::Month,
        Step::List,
        Step::Money,
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
            Step::List => "list",
            Step::Money => "money",
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
    build(calendar, &request(calendar, kind, &Filter::default()))
}

pub fn list(calendar: &Calendar) -> Option<ListView> {
    let filter = Filter::default();
    let request = request(calendar, ViewKind::List, &filter);
    list_within_limit(calendar, &request, &ListArrangement::default(), None)
}

pub fn money(calendar: &Calendar) -> (MoneyOverview, MoneyRows) {
    let range = range(calendar);
    let zone = calendar.clinic_zone();
    let date_of = |at: Instant| at.with_timezone(&zone).date_naive();
    let request = MoneyRequest {
        from: date_of(range.start),
        to: date_of(range.end),
        basis: PaymentBasis::Taken,
        now: range.start,
        zone,
        filter: &Filter::default(),
        order: &ResourceOrder::Server,
    };
    let known = [KnownRange { range, calendar }];
    let payments = MoneyTable::Payments { methods: None, kinds: None, employees: None };
    let rows = RowWindow { first: 0, count: 60 };
    let order = MoneyRowOrder { sort: MoneyColumn::Time, descending: false, rows };
    (overview(&known, &request), money_rows(&known, &request, &payments, &order))
}

fn request<'a>(calendar: &Calendar, kind: ViewKind, filter: &'a Filter) -> ViewRequest<'a> {
    let range = range(calendar);
    let zone = calendar.clinic_zone();
    ViewRequest {
        kind,
        date: range.start.with_timezone(&zone).date_naive(),
        now: range.start,
        zone,
        step_min: 15,
        density_percent: 100,
        duration_min: 30,
        order: &ResourceOrder::Server,
        filter,
    }
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
