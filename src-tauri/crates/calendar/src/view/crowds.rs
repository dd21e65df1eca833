//! Crowds: appointments that are too many to be side by side, and the boxes that stand for them.

use super::lanes::{LanePosition, lanes};
use crate::model::Interval;

/// The most lanes beside each other. A column with more would have room for a letter in each.
const MAX_LANES: u32 = 3;

/// How the appointments of a cell are drawn.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Where each appointment is, in the given order. An appointment of a group is where its group is.
    pub(super) places: Vec<Place>,
    /// The groups by start.
    pub(super) groups: Vec<Group>,
}

/// Where an appointment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) position: LanePosition,
    /// The index of its group.
    pub(super) group: Option<usize>,
}

/// A box that stands for several appointments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The indexes of its appointments, in order.
    pub(super) members: Vec<usize>,
    /// From the first start to the last end.
    pub(super) interval: Interval,
    pub(super) position: LanePosition,
}

/// The layout of these intervals with [`MAX_LANES`] lanes at most.
///
/// Where more than that overlap at one moment, those that are mostly in such a crowd become one group. A long
/// appointment beside a crowd keeps its own lane. A chain of overlaps that still needs too many lanes becomes
/// one group as a whole.
pub(super) fn layout(intervals: &[Interval]) -> Layout {
    let mut boxes: Vec<Vec<usize>> = (0..intervals.len()).map(|index| vec![index]).collect();
    if is_too_wide(&lanes(intervals)) {
        boxes = with_crowds_together(intervals);
        boxes = with_wide_clusters_together(intervals, boxes);
    }
    Layout::of_boxes(intervals, boxes)
}

impl Layout {
    /// The lanes of these boxes. A box with more than one interval is a group.
    fn of_boxes(intervals: &[Interval], mut boxes: Vec<Vec<usize>>) -> Layout {
        boxes.sort_by_key(|members| (hull(intervals, members).start, members.first().copied()));
        let positions = lanes(&hulls(intervals, &boxes));
        let mut layout = Layout::empty(intervals.len());
        for (members, position) in boxes.into_iter().zip(positions) {
            let group = (members.len() > 1).then_some(layout.groups.len());
            for &member in &members {
                layout.places[member] = Place { position, group };
            }
            if group.is_some() {
                layout.groups.push(Group { interval: hull(intervals, &members), members, position });
            }
        }
        layout
    }

    /// One layout of separate parts. Each part has the indexes of its intervals among all, and their layout.
    pub(super) fn of_parts<'i>(
        count: usize,
        parts: impl IntoIterator<Item = (&'i [usize], Layout)>,
    ) -> Layout {
        let mut whole = Layout::empty(count);
        for (indexes, part) in parts {
            let first_group = whole.groups.len();
            for (&index, place) in indexes.iter().zip(part.places) {
                whole.places[index] = Place { group: place.group.map(|group| first_group + group), ..place };
            }
            whole.groups.extend(part.groups.into_iter().map(|group| Group {
                members: group.members.into_iter().map(|member| indexes[member]).collect(),
                ..group
            }));
        }
        whole
    }

    fn empty(count: usize) -> Layout {
        let place = Place { position: LanePosition::default(), group: None };
        Layout { places: vec![place; count], groups: Vec::new() }
    }
}

/// A group for each cluster of intervals that overlap directly or through other intervals.
pub(super) fn together(intervals: &[Interval]) -> Layout {
    let mut order: Vec<usize> = (0..intervals.len()).collect();
    order.sort_by_key(|&index| (intervals[index].start, index));
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut cluster_end = None;
    for index in order {
        let Interval { start, end } = intervals[index];
        match clusters.last_mut() {
            Some(last) if cluster_end.is_some_and(|cluster_end| start < cluster_end) => last.push(index),
            _ => clusters.push(vec![index]),
        }
        cluster_end = cluster_end.max(Some(end));
    }
    Layout::of_boxes(intervals, clusters)
}

fn is_too_wide(positions: &[LanePosition]) -> bool {
    positions.iter().any(|position| position.lanes > MAX_LANES)
}

/// A box for each crowd, and one for each interval that is in none.
fn with_crowds_together(intervals: &[Interval]) -> Vec<Vec<usize>> {
    let crowds = crowds(intervals);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); crowds.len()];
    let mut boxes = Vec::new();
    for (index, interval) in intervals.iter().enumerate() {
        let first = crowds.partition_point(|crowd| crowd.end <= interval.start);
        let is_mostly_in = |crowd: &Interval| {
            interval.clip(crowd).is_some_and(|part| part.length() * 2 >= interval.length())
        };
        let overlapped = crowds[first..].iter().take_while(|crowd| crowd.start < interval.end);
        match overlapped.enumerate().find(|(_, crowd)| is_mostly_in(crowd)) {
            Some((offset, _)) => members[first + offset].push(index),
            None => boxes.push(vec![index]),
        }
    }
    boxes.extend(members.into_iter().filter(|members| !members.is_empty()));
    boxes
}

/// The stretches of time in which more than [`MAX_LANES`] intervals overlap, in order.
fn crowds(intervals: &[Interval]) -> Vec<Interval> {
    let starts = intervals.iter().map(|interval| (interval.start, 1_i32));
    let ends = intervals.iter().map(|interval| (interval.end, -1_i32));
    let mut changes: Vec<_> = starts.chain(ends).collect();
    // At one moment the ends come first: intervals that touch do not overlap.
    changes.sort_unstable();
    let mut crowds: Vec<Interval> = Vec::new();
    let mut overlapping = 0;
    let mut since = None;
    for (at, change) in changes {
        overlapping += change;
        let is_crowd = i64::from(overlapping) > i64::from(MAX_LANES);
        match (since, is_crowd) {
            (None, true) => since = Some(at),
            (Some(start), false) => {
                since = None;
                crowds.push(Interval { start, end: at });
            }
            _ => {}
        }
    }
    crowds
}

/// The boxes, with one box for each cluster of them that needs too many lanes.
fn with_wide_clusters_together(intervals: &[Interval], mut boxes: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    boxes.sort_by_key(|members| hull(intervals, members).start);
    let positions = lanes(&hulls(intervals, &boxes));
    let mut together: Vec<Vec<usize>> = Vec::new();
    let mut cluster_end = None;
    for (members, position) in boxes.into_iter().zip(positions) {
        let Interval { start, end } = hull(intervals, &members);
        let is_same_cluster = cluster_end.is_some_and(|cluster_end| start < cluster_end);
        cluster_end = if is_same_cluster { cluster_end.max(Some(end)) } else { Some(end) };
        match together.last_mut() {
            Some(last) if is_same_cluster && position.lanes > MAX_LANES => last.extend(members),
            _ => together.push(members),
        }
    }
    for members in &mut together {
        members.sort_unstable();
    }
    together
}

fn hulls(intervals: &[Interval], boxes: &[Vec<usize>]) -> Vec<Interval> {
    boxes.iter().map(|members| hull(intervals, members)).collect()
}

/// From the first start to the last end of these intervals.
fn hull(intervals: &[Interval], members: &[usize]) -> Interval {
    let of_members = members.iter().map(|&index| intervals[index]);
    of_members.reduce(Interval::hull).unwrap_or_else(|| {
        Interval::new(crate::model::Instant::UNIX_EPOCH, crate::model::Instant::UNIX_EPOCH)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed setup fails the test")]

    use chrono::TimeDelta;

    use super::*;

    fn minutes(from: i64, to: i64) -> Interval {
        let midnight = crate::model::Instant::UNIX_EPOCH;
        Interval { start: midnight + TimeDelta::minutes(from), end: midnight + TimeDelta::minutes(to) }
    }

    fn layout_of(intervals: &[(i64, i64)]) -> Layout {
        layout(&intervals.iter().map(|&(from, to)| minutes(from, to)).collect::<Vec<_>>())
    }

    /// The members of each group.
    fn groups(intervals: &[(i64, i64)]) -> Vec<Vec<usize>> {
        layout_of(intervals).groups.into_iter().map(|group| group.members).collect()
    }

    #[test]
    fn three_at_one_time_are_side_by_side_and_four_are_a_group() {
        assert_eq!(groups(&[(0, 60); 3]), Vec::<Vec<usize>>::new());
        let four = layout_of(&[(0, 60); 4]);
        assert_eq!(four.groups.len(), 1);
        assert_eq!((four.groups[0].interval, four.groups[0].position.lanes), (minutes(0, 60), 1));
    }

    #[test]
    fn long_appointment_beside_a_crowd_keeps_its_lane() {
        let layout = layout_of(&[(0, 600), (60, 120), (60, 120), (60, 120), (60, 120), (300, 330)]);
        assert_eq!(layout.groups.len(), 1);
        assert_eq!(layout.groups[0].members, [1, 2, 3, 4]);
        assert_eq!(layout.places[0].group, None);
        assert!(layout.places.iter().all(|place| place.position.lanes == 2));
    }

    #[test]
    fn chain_with_a_short_crowd_is_one_group() {
        assert_eq!(groups(&[(0, 60), (15, 75), (30, 90), (45, 105), (200, 230)]), [[0, 1, 2, 3]]);
    }

    #[test]
    fn crowds_one_after_the_other_are_separate_groups() {
        let two = [[(0, 60); 5], [(60, 120); 5]].concat();
        assert_eq!(groups(&two), [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]);
    }

    #[test]
    fn no_layout_has_too_many_lanes_or_an_overlap_in_a_lane() {
        let mut state: u64 = 5;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((state >> 33) % limit).unwrap()
        };
        for round in 0..500 {
            let intervals: Vec<_> = (0..=below(30))
                .map(|_| {
                    let from = below(40) * 15;
                    minutes(from, from + (below(8) + 1) * 15)
                })
                .collect();
            let Layout { places, groups } = layout(&intervals);
            for (index, place) in places.iter().enumerate() {
                assert!(place.position.lane < place.position.lanes, "round {round}");
                assert!(place.position.lanes <= MAX_LANES, "round {round}");
                let drawn = |index: usize| {
                    places[index].group.map_or(intervals[index], |group| groups[group].interval)
                };
                for (other, other_place) in places.iter().enumerate().take(index) {
                    let is_same_box = place.group.is_some() && place.group == other_place.group;
                    let overlaps = drawn(index).overlaps(&drawn(other));
                    assert!(
                        is_same_box || !overlaps || place.position.lane != other_place.position.lane,
                        "round {round}: {index} and {other}"
                    );
                }
            }
        }
    }
}
