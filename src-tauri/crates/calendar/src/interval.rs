//! Operations on half-open intervals: clip, subtract, merge.
#![expect(clippy::arithmetic_side_effects, reason = "instants of four-digit years, and indexes into a list")]

use chrono::TimeDelta;

use crate::model::{Instant, Interval};

impl Interval {
    /// `[start, end)`. `end` may be before `start`, because an inverted break has a meaning (free-time rule
    /// 13).
    pub const fn new(start: Instant, end: Instant) -> Interval {
        Interval { start, end }
    }

    /// Whether it contains no instant.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// Whether the two share an instant. Intervals that only touch do not.
    pub fn overlaps(&self, other: &Interval) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether the instant is inside.
    pub fn contains(&self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether `other` lies completely inside.
    pub fn encloses(&self, other: &Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// From the earlier start to the later end.
    #[must_use]
    pub fn hull(self, other: Interval) -> Interval {
        Interval::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The part inside `bounds`. `None` when it is empty.
    #[must_use]
    pub fn clip(&self, bounds: &Interval) -> Option<Interval> {
        let clipped = Interval::new(self.start.max(bounds.start), self.end.min(bounds.end));
        (!clipped.is_empty()).then_some(clipped)
    }

    /// The elapsed time. Negative when the interval is inverted.
    pub fn length(&self) -> TimeDelta {
        self.end - self.start
    }
}

/// Subtracts `blocked` from every piece, in place (free-time rule 13).
///
/// Pieces may overlap. `blocked` may be empty or inverted, because a clock change can move the end of a
/// break: an empty one splits the piece in two, and an inverted one leaves two overlapping pieces. The server
/// does the same and offers the duplicate slots that follow from it.
pub fn subtract(pieces: &mut Vec<Interval>, blocked: Interval) {
    let mut index = 0;
    while let Some(&piece) = pieces.get(index) {
        if blocked.end <= piece.start || blocked.start >= piece.end {
            index += 1;
            continue;
        }
        let before = (blocked.start > piece.start).then(|| Interval::new(piece.start, blocked.start));
        let after = (blocked.end < piece.end).then(|| Interval::new(blocked.end, piece.end));
        let added = usize::from(before.is_some()) + usize::from(after.is_some());
        pieces.splice(index..=index, [before, after].into_iter().flatten());
        index += added;
    }
}

/// The parts of a piece outside of `blocked`, in order. `blocked` must be [merged](merge). The result is that
/// of [`subtract`] with one interval after another, but in one pass.
pub fn gaps(piece: Interval, blocked: &[Interval]) -> impl Iterator<Item = Interval> {
    let first = blocked.partition_point(|busy| busy.end <= piece.start);
    let inside = blocked[first..].iter().copied().take_while(move |busy| busy.start < piece.end);
    let end = Interval::new(piece.end, piece.end);
    let mut start = piece.start;
    inside.chain([end]).filter_map(move |busy| {
        let gap = Interval::new(start, busy.start);
        start = busy.end;
        (!gap.is_empty()).then_some(gap)
    })
}

/// The same instants in as few intervals as possible, by start. Intervals that overlap or touch are joined.
pub fn merge(mut pieces: Vec<Interval>) -> Vec<Interval> {
    pieces.retain(|piece| !piece.is_empty());
    pieces.sort_unstable();
    pieces.dedup_by(|next, last| {
        let is_joined = next.start <= last.end;
        if is_joined {
            last.end = last.end.max(next.end);
        }
        is_joined
    });
    pieces
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    /// All intervals between two of seven instants.
    fn intervals() -> impl Iterator<Item = Interval> + Clone {
        let at = |second| DateTime::from_timestamp(second, 0).unwrap();
        (0..6).flat_map(move |start| (start + 1..7).map(move |end| Interval::new(at(start), at(end))))
    }

    #[test]
    fn gaps_equal_repeated_subtraction() {
        for piece in intervals() {
            for (one, two) in intervals().flat_map(|one| intervals().map(move |two| (one, two))) {
                for three in intervals() {
                    let blocked = [one, two, three];
                    let mut pieces = vec![piece];
                    for busy in blocked {
                        subtract(&mut pieces, busy);
                    }
                    let gaps: Vec<Interval> = gaps(piece, &merge(blocked.to_vec())).collect();
                    assert_eq!(gaps, pieces, "{piece:?} without {blocked:?}");
                }
            }
        }
    }

    #[test]
    fn piece_without_blocked_time_stays_whole() {
        for piece in intervals() {
            assert_eq!(gaps(piece, &[]).collect::<Vec<_>>(), [piece]);
        }
    }
}
