//! Overlapping appointments side by side.

use crate::support::at;
use calendar::model::Interval;
use calendar::view::{LanePosition, lanes};
use chrono::TimeDelta;

fn minutes(from: i64, to: i64) -> Interval {
    let midnight = at("2026-03-09T00:00:00Z");
    Interval { start: midnight + TimeDelta::minutes(from), end: midnight + TimeDelta::minutes(to) }
}

/// The lane of each interval, and the number of lanes.
fn lane_pairs(intervals: &[(i64, i64)]) -> Vec<(u32, u32)> {
    let intervals: Vec<Interval> = intervals.iter().map(|&(from, to)| minutes(from, to)).collect();
    lanes(&intervals).into_iter().map(|LanePosition { lane, lanes }| (lane, lanes)).collect()
}

#[test]
fn touching_appointments_have_separate_clusters() {
    assert_eq!(lane_pairs(&[(0, 30), (30, 60), (60, 90)]), [(0, 1), (0, 1), (0, 1)]);
}

#[test]
fn longer_of_equal_starts_has_the_lower_lane() {
    assert_eq!(lane_pairs(&[(0, 30), (0, 60)]), [(1, 2), (0, 2)]);
}

#[test]
fn chain_of_overlaps_is_one_cluster_and_reuses_lanes() {
    // The first and the third do not overlap, but both overlap the second.
    assert_eq!(lane_pairs(&[(0, 30), (20, 60), (40, 90), (90, 100)]), [(0, 2), (1, 2), (0, 2), (0, 1)]);
}

#[test]
fn input_order_does_not_matter() {
    assert_eq!(lane_pairs(&[(90, 100), (40, 90), (20, 60), (0, 30)]), [(0, 1), (0, 2), (1, 2), (0, 2)]);
}

#[test]
fn no_intervals_give_no_lanes() {
    assert_eq!(lane_pairs(&[]), []);
}

/// Pseudo-random numbers, the same in every run.
struct PseudoRandom(u64);

impl PseudoRandom {
    /// A number from 0 to `limit - 1`.
    fn below(&mut self, limit: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % limit).expect("small")
    }
}

#[test]
fn lanes_do_not_overlap_and_are_as_few_as_possible() {
    let mut random = PseudoRandom(7);
    for round in 0..400 {
        let count = random.below(25) + 1;
        let intervals: Vec<Interval> = (0..count)
            .map(|_| {
                let from = random.below(40) * 15;
                minutes(from, from + (random.below(8) + 1) * 15)
            })
            .collect();
        let positions = lanes(&intervals);
        for i in 0..intervals.len() {
            assert!(positions[i].lane < positions[i].lanes, "round {round}");
            for j in 0..i {
                if intervals[i].overlaps(&intervals[j]) {
                    assert_ne!(positions[i].lane, positions[j].lane, "round {round}: {i} and {j}");
                    assert_eq!(positions[i].lanes, positions[j].lanes, "round {round}: {i} and {j}");
                }
            }
            let cluster = cluster_of(i, &intervals);
            assert_eq!(
                positions[i].lanes as usize,
                max_overlapping(&cluster, &intervals),
                "round {round}: {i}"
            );
        }
    }
}

/// All intervals that overlap interval `i` directly or through other intervals.
fn cluster_of(i: usize, intervals: &[Interval]) -> Vec<usize> {
    let mut cluster = vec![i];
    let mut next = 0;
    while next < cluster.len() {
        for j in 0..intervals.len() {
            if !cluster.contains(&j) && intervals[j].overlaps(&intervals[cluster[next]]) {
                cluster.push(j);
            }
        }
        next += 1;
    }
    cluster
}

/// The largest number of intervals that overlap at one moment. Such a moment is always the start of an
/// interval.
fn max_overlapping(cluster: &[usize], intervals: &[Interval]) -> usize {
    let overlapping_at = |at| cluster.iter().filter(|&&j| intervals[j].contains(at)).count();
    cluster.iter().map(|&i| overlapping_at(intervals[i].start)).max().unwrap_or(0)
}
