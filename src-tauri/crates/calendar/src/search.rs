//! Search for appointments by a part of the client's name, a phone number, an appointment's number or a
//! service.
//!
//! An index holds the appointments of one payload as normalised text and digits, so that a search is one pass
//! over a few megabytes. It stores only what a result shows and can outlive the payload.

use std::collections::HashSet;

use chrono_tz::Tz;

use crate::filter::FilterFields;
use crate::model::{Instant, Interval, Status};
use crate::view::label::date_label;
use crate::view::types::{SearchHit, SearchResults};
use crate::{Calendar, Filter, civil};

/// How many coming and how many past appointments are listed.
const MAX_HITS: usize = 50;
/// Text with fewer digits is not searched for in phone numbers.
const MIN_PHONE_DIGITS: usize = 3;

/// The searchable appointments of one payload.
#[derive(Debug)]
pub struct SearchIndex {
    /// The range of the payload.
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
    /// The name and the services, normalised, one line each.
    text: String,
    /// The digits of the phone number in international form.
    digits: String,
}

impl SearchIndex {
    /// Indexes the appointments of a calendar that covers `range`.
    pub fn new(calendar: &Calendar, range: Interval) -> SearchIndex {
        let entries = calendar.appointments().map(|appointment| {
            let client_name = appointment.client_display_name();
            let service_name = appointment.services_label();
            let mut text = normalised(client_name.as_deref().unwrap_or_default());
            if let Some(service) = &service_name {
                text.push('\n');
                text.push_str(&normalised(service));
            }
            SearchEntry {
                id: appointment.id,
                span: appointment.interval(),
                resource_id: appointment.resource_id,
                filter_fields: FilterFields::of(appointment),
                resource_name: calendar.resource_name(appointment),
                digits: international_digits(appointment.client_phone.as_deref().unwrap_or_default()),
                client_phone: appointment.client_phone.clone(),
                client_name,
                service_name,
                status: appointment.status.clone(),
                text,
            }
        });
        SearchIndex { range, entries: entries.collect() }
    }

    /// The range that the index covers.
    pub fn range(&self) -> Interval {
        self.range
    }
}

/// Searches `indexes` for `text`. For each time, the first index that covers it is used.
///
/// Each word of `text` must occur in the client's name or in a service, in any case, and with ё equal to е.
/// Digits find a phone number in any notation, or an appointment by its number. An empty text finds nothing.
/// The filter removes no hit, it only sets [`SearchHit::hidden`].
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

    let mut found_ids = HashSet::new();
    let mut found: Vec<&SearchEntry> = Vec::new();
    for (position, index) in indexes.iter().enumerate() {
        for entry in index.entries.iter().filter(|entry| query.finds(entry)) {
            // An earlier index in the list covers this time. If it does not contain the appointment, the
            // appointment was moved or deleted.
            let outdated = indexes[..position].iter().any(|newer| newer.range.contains(entry.span.start));
            if !outdated && found_ids.insert(entry.id) {
                found.push(entry);
            }
        }
    }
    let (mut coming, mut past): (Vec<&SearchEntry>, Vec<&SearchEntry>) =
        found.into_iter().partition(|entry| entry.span.end > now);
    // The appointment with exactly this number comes first.
    coming.sort_by_key(|entry| (!query.is_id(entry), entry.span.start, entry.id));
    past.sort_by_key(|entry| (!query.is_id(entry), std::cmp::Reverse(entry.span.start), entry.id));
    let count_beyond_limit =
        |entries: &[&SearchEntry]| u32::try_from(entries.len().saturating_sub(MAX_HITS)).unwrap_or(u32::MAX);
    results.more_coming = count_beyond_limit(&coming);
    results.more_past = count_beyond_limit(&past);
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

/// A parsed search text.
struct Query {
    /// Normalised words. Each must be found.
    words: Vec<String>,
    /// The digits as typed and in international form. Only when the text is a number.
    digits: Option<(String, String)>,
}

impl Query {
    fn new(text: &str) -> Option<Query> {
        let words: Vec<String> = normalised(text).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return None;
        }
        let is_number = text.chars().all(|sign| sign.is_ascii_digit() || " \u{a0}\t+()-–.#№/".contains(sign))
            && text.contains(|sign: char| sign.is_ascii_digit());
        let digits = is_number.then(|| {
            let plain: String = text.chars().filter(char::is_ascii_digit).collect();
            let international = international_digits(&plain);
            (plain, international)
        });
        Some(Query { words, digits })
    }

    fn finds(&self, entry: &SearchEntry) -> bool {
        if let Some((typed, _)) = &self.digits
            && (self.is_id(entry) || typed.len() >= MIN_PHONE_DIGITS && self.finds_phone(entry))
        {
            return true;
        }
        self.words.iter().all(|word| entry.text.contains(word.as_str()))
    }

    fn finds_phone(&self, entry: &SearchEntry) -> bool {
        let Some((typed, international)) = &self.digits else { return false };
        // A leading 8 is the national prefix, and means the same as a leading 7.
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

/// Normalises a text: lower case, `е` instead of `ё`, and a space instead of any other white space.
fn normalised(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'ё' => 'е',
            blank if blank.is_whitespace() => ' ',
            other => other,
        })
        .collect()
}

/// The digits of a phone number with the country code. `8 701 ...`, `+7 701 ...` and `701 ...` are the same
/// number.
fn international_digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match (digits.len(), digits.as_bytes().first()) {
        (11, Some(b'8')) => format!("7{}", &digits[1..]),
        (10, Some(_)) => format!("7{digits}"),
        _ => digits,
    }
}
