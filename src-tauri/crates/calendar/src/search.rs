//! Finding an appointment by what a caller says of themselves: a piece of a name, a phone number, an appointment's number, a service.
//!
//! An index holds the appointments of one payload as folded text and digits, so that every press of a key is one look along
//! a few megabytes. It keeps what a result shows and nothing else, so it may outlive the payload.

use std::collections::HashSet;

use chrono_tz::Tz;

use crate::filter::FilterFields;
use crate::model::{Instant, Interval, Status};
use crate::view::label::date_label;
use crate::view::types::{SearchHit, SearchResults};
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
    entries: Vec<SearchEntry>,
}

#[derive(Debug)]
struct SearchEntry {
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
        let entries = calendar.appointments().map(|appointment| {
            let client_name = appointment.client_display_name();
            let service_name = appointment.services_label();
            let mut text = fold(client_name.as_deref().unwrap_or_default());
            if let Some(service) = &service_name {
                text.push('\n');
                text.push_str(&fold(service));
            }
            SearchEntry {
                id: appointment.id,
                span: appointment.interval(),
                resource_id: appointment.resource_id,
                filter_fields: FilterFields::of(appointment),
                resource_name: calendar.resource_name(appointment),
                digits: international(appointment.client_phone.as_deref().unwrap_or_default()),
                client_phone: appointment.client_phone.clone(),
                client_name,
                service_name,
                status: appointment.status.clone(),
                text,
            }
        });
        SearchIndex { range, entries: entries.collect() }
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
            let label = |at| date_label(civil::date_of(zone, at), today);
            (label(range.start), label(last))
        }),
    };
    let Some(query) = Query::new(text) else { return results };

    let mut seen = HashSet::new();
    let mut found: Vec<&SearchEntry> = Vec::new();
    for (place, index) in indexes.iter().enumerate() {
        for entry in index.entries.iter().filter(|entry| query.finds(entry)) {
            // A newer index that covers the time and has no such appointment there knows that it moved or went.
            let outdated = indexes[..place].iter().any(|newer| newer.range.contains(entry.span.start));
            if !outdated && seen.insert(entry.id) {
                found.push(entry);
            }
        }
    }
    let (mut coming, mut past): (Vec<&SearchEntry>, Vec<&SearchEntry>) =
        found.into_iter().partition(|entry| entry.span.end > now);
    // The appointment whose very number was typed comes first.
    coming.sort_by_key(|entry| (!query.is_id(entry), entry.span.start, entry.id));
    past.sort_by_key(|entry| (!query.is_id(entry), std::cmp::Reverse(entry.span.start), entry.id));
    let beyond =
        |entries: &[&SearchEntry]| u32::try_from(entries.len().saturating_sub(MAX_HITS)).unwrap_or(u32::MAX);
    results.more_coming = beyond(&coming);
    results.more_past = beyond(&past);
    let hits = |entries: Vec<&SearchEntry>| {
        entries.into_iter().take(MAX_HITS).map(|entry| hit(entry, filter, zone, now)).collect()
    };
    results.coming = hits(coming);
    results.past = hits(past);
    results
}

fn hit(entry: &SearchEntry, filter: &Filter, zone: Tz, now: Instant) -> SearchHit {
    let today = civil::date_of(zone, now);
    SearchHit {
        id: entry.id,
        date: date_label(civil::date_of(zone, entry.span.start), today),
        start_label: civil::wall_label(zone, entry.span.start),
        end_label: civil::wall_label(zone, entry.span.end),
        resource_id: entry.resource_id,
        resource_name: entry.resource_name.clone(),
        client_name: entry.client_name.clone(),
        client_phone: entry.client_phone.clone(),
        service_name: entry.service_name.clone(),
        status: entry.status.clone(),
        hidden: !filter.shows_fields(&entry.filter_fields),
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

    fn finds(&self, entry: &SearchEntry) -> bool {
        if let Some((typed, _)) = &self.digits
            && (self.is_id(entry) || typed.len() >= SHORTEST_PHONE && self.finds_phone(entry))
        {
            return true;
        }
        self.words.iter().all(|word| entry.text.contains(word.as_str()))
    }

    fn finds_phone(&self, entry: &SearchEntry) -> bool {
        let Some((typed, international)) = &self.digits else { return false };
        // "8 701" begins a number as it is dialled at home; elsewhere in a number an eight is an eight.
        entry.digits.contains(typed.as_str())
            || entry.digits.starts_with(international.as_str())
            || typed.strip_prefix('8').is_some_and(|rest| {
                !rest.is_empty() && entry.digits.strip_prefix('7').is_some_and(|own| own.starts_with(rest))
            })
    }

    fn is_id(&self, entry: &SearchEntry) -> bool {
        self.digits.as_ref().is_some_and(|(typed, _)| typed.parse() == Ok(entry.id))
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
