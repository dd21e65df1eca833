//! Half-open pieces of time: clipping, taking away, joining.

use chrono::TimeDelta;

use crate::model::{Instant, Interval};

impl Interval {
    /// `[start, end)`; nothing checks that `end` comes later, since an inverted break means something
    /// (free-time rule 13).
    pub const fn new(start: Instant, end: Instant) -> Interval {
        Interval { start, end }
    }

    /// Whether no instant is inside.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// Whether the two share an instant; touching is not sharing.
    pub fn overlaps(&self, other: &Interval) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether the instant is inside.
    pub fn contains(&self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether all of `other` is inside.
    pub fn encloses(&self, other: &Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part inside `bounds`, when there is one.
    #[must_use]
    pub fn clip(&self, bounds: &Interval) -> Option<Interval> {
        let clipped = Interval::new(self.start.max(bounds.start), self.end.min(bounds.end));
        (!clipped.is_empty()).then_some(clipped)
    }

    /// Elapsed time; negative when inverted.
    pub fn length(&self) -> TimeDelta {
        self.end - self.start
    }
}

/// Takes `blocked` away from every piece, in place (free-time rule 13).
///
/// Pieces may overlap and `blocked` may be empty or inverted, as a break is whose end a clock change moved:
/// an empty one splits the piece around it, an inverted one leaves two overlapping pieces. The server does
/// so, and offers the duplicate starts that follow.
pub fn subtract(pieces: &mut Vec<Interval>, blocked: Interval) {
    let mut at = 0;
    while let Some(&piece) = pieces.get(at) {
        if blocked.end <= piece.start || blocked.start >= piece.end {
            at += 1;
            continue;
        }
        let before = (blocked.start > piece.start).then(|| Interval::new(piece.start, blocked.start));
        let after = (blocked.end < piece.end).then(|| Interval::new(blocked.end, piece.end));
        let kept = usize::from(before.is_some()) + usize::from(after.is_some());
        pieces.splice(at..=at, [before, after].into_iter().flatten());
        at += kept;
    }
}

/// What a piece has outside of `blocked`, in order; as [`subtract`] with one after another, but `blocked` is
/// [merged](merge) and the time is that of looking at it once.
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

/// The same instants in as few pieces as possible, by start: what overlaps or touches becomes one.
pub fn merge(mut pieces: Vec<Interval>) -> Vec<Interval> {
    pieces.retain(|piece| !piece.is_empty());
    pieces.sort_unstable();
    pieces.dedup_by(|next, kept| {
        let joins = next.start <= kept.end;
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
    pieces
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    /// Every interval of a clock with seven moments.
    fn intervals() -> impl Iterator<Item = Interval> + Clone {
        let at = |moment| DateTime::from_timestamp(moment, 0).unwrap();
        (0..6).flat_map(move |start| (start + 1..7).map(move |end| Interval::new(at(start), at(end))))
    }

    #[test]
    fn gaps_are_what_taking_away_one_after_another_leaves() {
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
    fn nothing_blocked_leaves_the_piece() {
        for piece in intervals() {
            assert_eq!(gaps(piece, &[]).collect::<Vec<_>>(), [piece]);
        }
    }
}
