//! The sections of the list, with their rows in order.

use std::collections::{BTreeMap, HashMap};

use super::order::sort;
use super::{ListData, Listed};
use crate::model::Status;
use crate::view::day::Day;
use crate::view::types::{ListArrangement, ListGroupBy, ListSectionHead};

/// Rows under one heading.
pub(super) struct Section<'a> {
    pub(super) head: ListSectionHead,
    pub(super) rows: Vec<Listed<'a>>,
}

/// All rows of the list.
pub(super) fn sections<'a>(data: &ListData<'a>, arrangement: &ListArrangement) -> Vec<Section<'a>> {
    let mut sections = match arrangement.group_by {
        ListGroupBy::Day => by_day(data),
        ListGroupBy::Resource => by_resource(data),
        ListGroupBy::Status => by_status(data),
        ListGroupBy::Nothing => Vec::new(),
    };
    if sections.is_empty() {
        sections.push(Section { head: ListSectionHead::Everything, rows: data.once_each().collect() });
    }
    for section in &mut sections {
        sort(data, arrangement, &mut section.rows);
    }
    sections
}

fn by_day<'a>(data: &ListData<'a>) -> Vec<Section<'a>> {
    let period = &data.period;
    let section = |(index, day): (usize, &Day)| {
        let resources = 0..period.resources.len();
        let free_min = resources.map(|resource| period.cell(resource, index).totals.free_min).sum();
        let head =
            ListSectionHead::Day { date: day.label(period.today), holiday: period.holiday(day), free_min };
        Section { head, rows: data.days[index].clone() }
    };
    period.days.iter().enumerate().map(section).collect()
}

/// In the order of the resources.
fn by_resource<'a>(data: &ListData<'a>) -> Vec<Section<'a>> {
    let mut rows: HashMap<i64, Vec<Listed>> = HashMap::new();
    for row in data.once_each() {
        rows.entry(row.appointment.resource_id).or_default().push(row);
    }
    let resources = data.period.resources.iter();
    resources
        .filter_map(|resource| {
            let head = ListSectionHead::Resource { id: resource.id };
            Some(Section { head, rows: rows.remove(&resource.id)? })
        })
        .collect()
}

/// In the order of the statuses.
fn by_status<'a>(data: &ListData<'a>) -> Vec<Section<'a>> {
    let mut rows: BTreeMap<&Status, Vec<Listed>> = BTreeMap::new();
    for row in data.once_each() {
        rows.entry(&row.appointment.status).or_default().push(row);
    }
    let section = |(status, rows): (&Status, Vec<Listed<'a>>)| Section {
        head: ListSectionHead::Status { status: status.clone() },
        rows,
    };
    rows.into_iter().map(section).collect()
}
