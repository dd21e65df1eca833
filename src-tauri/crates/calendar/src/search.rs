//! Finding an appointment by what a caller says of themselves: a piece of a name, a phone number, an appointment's number, a service.
//!
//! An index holds the appointments of one payload as folded text and digits, so that every press of a key is one look along
//! a few megabytes. It keeps what a result shows and nothing else, so it may outlive the payload.

use std::collections::HashSet;

use chrono_tz::Tz;

use crate::filter::FilterFields;
use crate::model::{Instant, Interval, Status};
use crate::view::types::{SearchHit, SearchResults};
use crate::view::{self, client_name, resource_name, service_names};
use crate::{Calendar, Filter, civil};

/// So many appointments of each kind are listed.
const MAX_HITS: usize = 50;
/// Fewer digits than this are no phone number.
const SHORTEST_PHONE: usize = 3;

/// The appointments of one payload, to be searched.
#[derive(Debug)]
pub struct SearchIndex {
    /// What the payload covers: of an appointment that starts in it this index has the say.
    range: Interval,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    id: i64,
    span: Interval,
    resource_id: i64,
    filter_fields: FilterFields,
    resource_name: String,
    client_name: Option<String>,
    client_phone: Option<String>,
    service_name: Option<String>,
    status: Status,
    /// Name and services, folded, a line each.
    text: String,
    /// The phone's digits, in their international form.
    digits: String,
}

impl SearchIndex {
    /// Indexes the appointments of a calendar that covers `range`.
    pub fn new(calendar: &Calendar, range: Interval) -> SearchIndex {
        let rows = calendar.appointments().map(|appointment| {
            let client_name = client_name(appointment);
            let services = service_names(appointment);
            let service_name = (!services.is_empty()).then(|| services.join(", "));
            let mut text = fold(client_name.as_deref().unwrap_or_default());
            if let Some(service) = &service_name {
                text.push('\n');
                text.push_str(&fold(service));
            }
            Row {
                id: appointment.id,
                span: Interval::new(appointment.starts_at, appointment.ends_at),
                resource_id: appointment.resource_id,
                filter_fields: FilterFields::of(appointment),
                resource_name: resource_name(calendar, appointment),
                digits: international(appointment.client_phone.as_deref().unwrap_or_default()),
                client_phone: appointment.client_phone.clone(),
                client_name,
                service_name,
                status: appointment.status.clone(),
                text,
            }
        });
        SearchIndex { range, rows: rows.collect() }
    }

    /// What the index covers.
    pub fn range(&self) -> Interval {
        self.range
    }
}

/// The appointments that `text` finds in `indexes`, of which an earlier one has the say on what a later one also covers.
///
/// Every word of `text` must be found: in the client's name or a service (any part, any case, ё = е). Digits find a
/// phone number however it is written, or an appointment by its number. Nothing is found by an empty text. The filter hides
/// no hit; it only sets [`SearchHit::hidden`].
pub fn search(
    indexes: &[&SearchIndex],
    text: &str,
    filter: &Filter,
    zone: Tz,
    now: Instant,
) -> SearchResults {
    let today = civil::date_of(zone, now);
    let covered = indexes
        .iter()
        .map(|index| index.range)
        .reduce(|a, b| Interval::new(a.start.min(b.start), a.end.max(b.end)));
    let mut results = SearchResults {
        coming: Vec::new(),
        past: Vec::new(),
        more_coming: 0,
        more_past: 0,
        searched: covered.map(|range| {
            let last = range.end - chrono::TimeDelta::seconds(1);
            let label = |at| view::date_label(civil::date_of(zone, at), today);
            (label(range.start), label(last))
        }),
    };
    let Some(query) = Query::new(text) else { return results };

    let mut seen = HashSet::new();
    let mut found: Vec<&Row> = Vec::new();
    for (place, index) in indexes.iter().enumerate() {
        for row in index.rows.iter().filter(|row| query.finds(row)) {
            // A newer index that covers the time and has no such appointment there knows that it moved or went.
            let outdated = indexes[..place].iter().any(|newer| newer.range.contains(row.span.start));
            if !outdated && seen.insert(row.id) {
                found.push(row);
            }
        }
    }
    let (mut coming, mut past): (Vec<&Row>, Vec<&Row>) =
        found.into_iter().partition(|row| row.span.end > now);
    // The appointment whose very number was typed comes first.
    coming.sort_by_key(|row| (!query.is_id(row), row.span.start, row.id));
    past.sort_by_key(|row| (!query.is_id(row), std::cmp::Reverse(row.span.start), row.id));
    let beyond = |rows: &[&Row]| u32::try_from(rows.len().saturating_sub(MAX_HITS)).unwrap_or(u32::MAX);
    results.more_coming = beyond(&coming);
    results.more_past = beyond(&past);
    let hits =
        |rows: Vec<&Row>| rows.into_iter().take(MAX_HITS).map(|row| hit(row, filter, zone, now)).collect();
    results.coming = hits(coming);
    results.past = hits(past);
    results
}

fn hit(row: &Row, filter: &Filter, zone: Tz, now: Instant) -> SearchHit {
    let today = civil::date_of(zone, now);
    SearchHit {
        id: row.id,
        date: view::date_label(civil::date_of(zone, row.span.start), today),
        start_label: civil::wall_label(zone, row.span.start),
        end_label: civil::wall_label(zone, row.span.end),
        resource_id: row.resource_id,
        resource_name: row.resource_name.clone(),
        client_name: row.client_name.clone(),
        client_phone: row.client_phone.clone(),
        service_name: row.service_name.clone(),
        status: row.status.clone(),
        hidden: !filter.shows_fields(&row.filter_fields),
    }
}

/// A text to search for, understood.
struct Query {
    /// Folded words; each must be found.
    words: Vec<String>,
    /// The digits when the text is nothing but a number, as typed and in the international form.
    digits: Option<(String, String)>,
}

impl Query {
    fn new(text: &str) -> Option<Query> {
        let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return None;
        }
        let is_number = text.chars().all(|sign| sign.is_ascii_digit() || " \u{a0}\t+()-–.#№/".contains(sign))
            && text.contains(|sign: char| sign.is_ascii_digit());
        let digits = is_number.then(|| {
            let plain: String = text.chars().filter(char::is_ascii_digit).collect();
            let national = international(&plain);
            (plain, national)
        });
        Some(Query { words, digits })
    }

    fn finds(&self, row: &Row) -> bool {
        if let Some((typed, _)) = &self.digits
            && (self.is_id(row) || typed.len() >= SHORTEST_PHONE && self.finds_phone(row))
        {
            return true;
        }
        self.words.iter().all(|word| row.text.contains(word.as_str()))
    }

    fn finds_phone(&self, row: &Row) -> bool {
        let Some((typed, international)) = &self.digits else { return false };
        // "8 701" begins a number as it is dialled at home; elsewhere in a number an eight is an eight.
        row.digits.contains(typed.as_str())
            || row.digits.starts_with(international.as_str())
            || typed.strip_prefix('8').is_some_and(|rest| {
                !rest.is_empty() && row.digits.strip_prefix('7').is_some_and(|own| own.starts_with(rest))
            })
    }

    fn is_id(&self, row: &Row) -> bool {
        self.digits.as_ref().is_some_and(|(typed, _)| typed.parse() == Ok(row.id))
    }
}

/// Case and ё do not matter, nor does which blank parts the words.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'ё' => 'е',
            blank if blank.is_whitespace() => ' ',
            other => other,
        })
        .collect()
}

/// The digits of a phone number with the country's code: `8 701 ...` and `+7 701 ...` are one number, and so is
/// `701 ...` without either.
fn international(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match (digits.len(), digits.as_bytes().first()) {
        (11, Some(b'8')) => format!("7{}", &digits[1..]),
        (10, Some(_)) => format!("7{digits}"),
        _ => digits,
    }
}
