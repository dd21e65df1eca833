//! Set operations on sorted, disjoint, non-empty intervals, such as [`crate::interval::merge`] returns.

use crate::model::Interval;

/// The time in both sets.
pub(super) fn intersect(a: &[Interval], b: &[Interval]) -> Vec<Interval> {
    let mut both = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let (start, end) = (x.start.max(y.start), x.end.min(y.end));
        if start < end {
            both.push(Interval { start, end });
        }
        if x.end <= y.end { i += 1 } else { j += 1 }
    }
    both
}

/// The time in `set` that is not in `cut`.
pub(super) fn subtract(set: &[Interval], cut: &[Interval]) -> Vec<Interval> {
    let mut remaining = Vec::with_capacity(set.len());
    let mut j = 0;
    for piece in set {
        let mut start = piece.start;
        while cut.get(j).is_some_and(|cut| cut.end <= start) {
            j += 1;
        }
        let mut k = j;
        while let Some(cut) = cut.get(k).filter(|cut| cut.start < piece.end) {
            if start < cut.start {
                remaining.push(Interval { start, end: cut.start });
            }
            start = start.max(cut.end);
            k += 1;
        }
        if start < piece.end {
            remaining.push(Interval { start, end: piece.end });
        }
    }
    remaining
}

/// The length of a set in whole minutes.
pub(super) fn minutes(set: &[Interval]) -> i32 {
    let seconds: i64 = set.iter().map(|piece| piece.length().num_seconds()).sum();
    i32::try_from(seconds / 60).unwrap_or(i32::MAX)
}
