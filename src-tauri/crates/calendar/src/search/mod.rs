//! Search for appointments by a part of the client's name, a phone number, an appointment's number or a
//! service.
//!
//! An index holds the appointments of one payload as folded text and digits, so that a search is one pass over a few
//! megabytes. It stores only what a result shows and can outlive the payload.
#![expect(clippy::arithmetic_side_effects, reason = "instants of four-digit years")]

mod folding;
mod layouts;
mod marks;
pub(crate) mod phone;
mod query;

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono_tz::Tz;

use crate::filter::FilterFields;
use crate::model::{Instant, Interval, Status, Tenge};
use crate::money::ledger::Ledger;
use crate::view::day::Day;
use crate::view::label::date_label;
use crate::view::types::{ClientAppointment, ClientAppointments, SearchHit, SearchResults};
use crate::{Calendar, Filter, civil};
use folding::{folded, transliterated, unified, with_russian_letters};
use query::Query;

/// How many other appointments of a client are listed.
const MAX_CLIENT_APPOINTMENTS: usize = 10;
/// How many coming and how many past appointments are listed.
const MAX_HITS: usize = 50;

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
    contact_id: Option<i64>,
    /// What the client still owes. `None` when that is unknown.
    outstanding: Option<Tenge>,
    resource_id: i64,
    filter_fields: FilterFields,
    resource_name: String,
    client_name: Option<String>,
    client_phone: Option<String>,
    service_name: Option<String>,
    status: Status,
    keys: SearchKeys,
}

/// The texts in which a search looks.
#[derive(Debug)]
struct SearchKeys {
    /// The number of the appointment.
    id: Option<i64>,
    /// The lines, folded.
    text: String,
    /// `text` with the letters of a Russian keyboard only.
    russian_text: String,
    /// `text` in Latin letters.
    latin_text: String,
    /// The digits of each phone number with the country code.
    phones: Vec<String>,
}

impl SearchKeys {
    fn new(lines: [Option<&str>; 2], phone: Option<&str>, id: Option<i64>) -> SearchKeys {
        let lines = lines.map(|line| unified(line.unwrap_or_default()));
        let text = folded(&lines.join("\n"));
        SearchKeys {
            id,
            russian_text: with_russian_letters(&text),
            latin_text: lines.map(|line| transliterated(&line)).join("\n"),
            phones: phone::numbers(phone.unwrap_or_default()),
            text,
        }
    }
}

impl SearchIndex {
    /// Indexes the appointments of a calendar that covers `range`.
    pub fn new(calendar: &Calendar, range: Interval) -> SearchIndex {
        let ledger = Ledger::new(calendar);
        let entries = calendar.appointments().map(|appointment| {
            let client_name = appointment.client_display_name();
            let service_name = appointment.services_label();
            SearchEntry {
                id: appointment.id,
                span: appointment.interval(),
                contact_id: appointment.contact_id,
                outstanding: ledger.outstanding_if_known(appointment),
                resource_id: appointment.resource_id,
                filter_fields: FilterFields::of(appointment),
                resource_name: calendar.resource_name(appointment),
                keys: SearchKeys::new(
                    [client_name.as_deref(), service_name.as_deref()],
                    appointment.client_phone.as_deref(),
                    Some(appointment.id),
                ),
                client_phone: appointment.client_phone.clone(),
                client_name,
                service_name,
                status: appointment.status.clone(),
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
/// Each word of `text` must occur in the client's name or in a service, in any case. Each number must occur in a phone
/// number in any notation, in a service, or be the appointment's number. The words may be spelled with other letters of
/// the same sound, in Latin letters or in the other keyboard layout; such hits come after the exact ones. An empty text
/// finds nothing.
/// The filter removes no hit, it only sets [`SearchHit::hidden`].
pub fn search(
    indexes: &[&SearchIndex],
    text: &str,
    filter: &Filter,
    zone: Tz,
    now: Instant,
) -> SearchResults {
    let today = civil::date_of(zone, now);
    let covered = joined(indexes.iter().map(|index| index.range).collect());
    let ends = covered.first().zip(covered.last());
    let mut results = SearchResults {
        coming: Vec::new(),
        past: Vec::new(),
        more_coming: 0,
        more_past: 0,
        searched: ends.map(|(first, last)| {
            let last_second = last.end - chrono::TimeDelta::seconds(1);
            let label = |at| date_label(civil::date_of(zone, at), today);
            (label(first.start), label(last_second))
        }),
        has_gaps: covered.len() > 1,
    };
    let Some(query) = Query::new(text) else { return results };

    let found = current_entries(indexes, |entry| query.rank(&entry.keys));
    let (mut coming, mut past): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(_, entry)| entry.span.end > now);
    coming.sort_by_key(|(rank, entry)| (*rank, entry.span.start, entry.id));
    past.sort_by_key(|(rank, entry)| (*rank, Reverse(entry.span.start), entry.id));
    let count_beyond_limit = |count: usize| u32::try_from(count.saturating_sub(MAX_HITS)).unwrap_or(u32::MAX);
    results.more_coming = count_beyond_limit(coming.len());
    results.more_past = count_beyond_limit(past.len());
    let hits = |found: Vec<(u32, &SearchEntry)>| {
        found
            .into_iter()
            .take(MAX_HITS)
            .map(|(rank, entry)| hit(entry, rank, &query, filter, zone, now))
            .collect()
    };
    results.coming = hits(coming);
    results.past = hits(past);
    results
}

/// The entries with a value, each appointment once. For each time, the first index that covers it is used.
fn current_entries<'a, T>(
    indexes: &[&'a SearchIndex],
    value: impl Fn(&SearchEntry) -> Option<T>,
) -> Vec<(T, &'a SearchEntry)> {
    let mut found_ids = HashSet::new();
    let mut found = Vec::new();
    for (position, index) in indexes.iter().enumerate() {
        for entry in &index.entries {
            let Some(value) = value(entry) else { continue };
            // An earlier index in the list covers this time. If it does not contain the appointment, the
            // appointment was moved or deleted.
            let outdated = indexes[..position].iter().any(|newer| newer.range.contains(entry.span.start));
            if !outdated && found_ids.insert(entry.id) {
                found.push((value, entry));
            }
        }
    }
    found
}

/// The other appointments of an appointment's client in `indexes`: those with the same contact or the same phone number.
/// What is coming is first, the earliest first; then what is over, the latest first.
pub fn client_appointments(
    indexes: &[&SearchIndex],
    appointment_id: i64,
    filter: &Filter,
    zone: Tz,
    now: Instant,
) -> ClientAppointments {
    let itself = current_entries(indexes, |entry| (entry.id == appointment_id).then_some(()));
    let Some(((), itself)) = itself.first() else { return ClientAppointments::default() };
    let phone = |entry: &SearchEntry| phone::international(entry.client_phone.as_deref()?);
    let own_phone = phone(itself);
    let is_of_client = |entry: &SearchEntry| {
        let same_contact = entry.contact_id.is_some() && entry.contact_id == itself.contact_id;
        entry.id != appointment_id && (same_contact || own_phone.is_some() && phone(entry) == own_phone)
    };
    let mut others: Vec<&SearchEntry> = current_entries(indexes, |entry| is_of_client(entry).then_some(()))
        .into_iter()
        .map(|((), entry)| entry)
        .collect();
    let seconds_away = |entry: &SearchEntry| (entry.span.start - now).num_seconds().abs();
    others.sort_by_key(|entry| (entry.span.end <= now, seconds_away(entry), entry.id));
    // What is to be paid at a later visit is no debt yet.
    let over = others.iter().chain([itself]).filter(|entry| entry.span.end <= now);
    let debts = over.filter_map(|entry| entry.outstanding);
    let today = civil::date_of(zone, now);
    let line = |entry: &SearchEntry| ClientAppointment {
        id: entry.id,
        date: date_label(civil::date_of(zone, entry.span.start), today),
        start_label: Day::new(zone, civil::date_of(zone, entry.span.start)).wall_label(entry.span.start),
        over: entry.span.end <= now,
        resource_id: entry.resource_id,
        resource_name: entry.resource_name.clone(),
        service_name: entry.service_name.clone(),
        status: entry.status.clone(),
        outstanding: entry.outstanding,
        hidden: !filter.shows_fields(&entry.filter_fields),
    };
    ClientAppointments {
        debt: debts.fold(Tenge(0), |sum, debt| Tenge(sum.0.saturating_add(debt.0))),
        more: u32::try_from(others.len().saturating_sub(MAX_CLIENT_APPOINTMENTS)).unwrap_or(u32::MAX),
        appointments: others.into_iter().take(MAX_CLIENT_APPOINTMENTS).map(line).collect(),
    }
}

/// The positions of the texts that a search finds, by the rules of [`search`]. An empty search finds all.
pub fn matching<'a>(texts: impl IntoIterator<Item = &'a str>, search: &str) -> Vec<usize> {
    let query = Query::new(search);
    let is_found = |text| {
        query
            .as_ref()
            .is_none_or(|query| query.rank(&SearchKeys::new([Some(text), None], None, None)).is_some())
    };
    texts.into_iter().enumerate().filter(|(_, text)| is_found(text)).map(|(position, _)| position).collect()
}

/// Puts ranges in order and joins those that overlap or touch.
pub fn joined(mut ranges: Vec<Interval>) -> Vec<Interval> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, before| {
        let joins = next.start <= before.end;
        if joins {
            before.end = before.end.max(next.end);
        }
        joins
    });
    ranges
}

fn hit(entry: &SearchEntry, rank: u32, query: &Query, filter: &Filter, zone: Tz, now: Instant) -> SearchHit {
    let today = civil::date_of(zone, now);
    let day = Day::new(zone, civil::date_of(zone, entry.span.start));
    SearchHit {
        id: entry.id,
        rank,
        date: day.label(today),
        start_label: day.wall_label(entry.span.start),
        end_label: day.end_label(entry.span.end),
        end_date: day.later_end(entry.span, today),
        resource_id: entry.resource_id,
        resource_name: entry.resource_name.clone(),
        client_name: entry.client_name.clone(),
        client_phone: entry.client_phone.clone(),
        international_phone: entry.client_phone.as_deref().and_then(phone::international),
        service_name: entry.service_name.clone(),
        status: entry.status.clone(),
        hidden: !filter.shows_fields(&entry.filter_fields),
        marks: query.marks(
            &entry.keys,
            entry.client_name.as_deref(),
            entry.service_name.as_deref(),
            entry.client_phone.as_deref(),
        ),
    }
}
