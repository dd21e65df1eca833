//! Overlapping appointments side by side.

use crate::support::at;
use calendar::model::Interval;
use calendar::view::{LanePosition, lanes};
use chrono::TimeDelta;

fn minutes(from: i64, to: i64) -> Interval {
    let midnight = at("2026-03-09T00:00:00Z");
    Interval { start: midnight + TimeDelta::minutes(from), end: midnight + TimeDelta::minutes(to) }
}

fn placed(intervals: &[(i64, i64)]) -> Vec<(u32, u32)> {
    let intervals: Vec<Interval> = intervals.iter().map(|&(from, to)| minutes(from, to)).collect();
    lanes(&intervals).into_iter().map(|LanePosition { lane, lanes }| (lane, lanes)).collect()
}

#[test]
fn touching_appointments_share_nothing() {
    assert_eq!(placed(&[(0, 30), (30, 60), (60, 90)]), [(0, 1), (0, 1), (0, 1)]);
}

#[test]
fn the_longer_of_equal_starts_stands_left() {
    assert_eq!(placed(&[(0, 30), (0, 60)]), [(1, 2), (0, 2)]);
}

#[test]
fn a_chain_of_overlaps_is_one_cluster_and_lanes_are_used_again() {
    // The first and third do not meet, but share a cluster through the second.
    assert_eq!(placed(&[(0, 30), (20, 60), (40, 90), (90, 100)]), [(0, 2), (1, 2), (0, 2), (0, 1)]);
}

#[test]
fn input_order_does_not_matter() {
    assert_eq!(placed(&[(90, 100), (40, 90), (20, 60), (0, 30)]), [(0, 1), (0, 2), (1, 2), (0, 2)]);
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(placed(&[]), []);
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % sides).expect("small")
    }
}

#[test]
fn no_two_in_a_lane_overlap_and_lanes_are_as_few_as_can_be() {
    let mut dice = Dice(7);
    for round in 0..400 {
        let count = dice.roll(25) + 1;
        let intervals: Vec<Interval> = (0..count)
            .map(|_| {
                let from = dice.roll(40) * 15;
                minutes(from, from + (dice.roll(8) + 1) * 15)
            })
            .collect();
        let places = lanes(&intervals);
        for i in 0..intervals.len() {
            assert!(places[i].lane < places[i].lanes, "round {round}");
            for j in 0..i {
                if intervals[i].overlaps(&intervals[j]) {
                    assert_ne!(places[i].lane, places[j].lane, "round {round}: {i} and {j}");
                    assert_eq!(places[i].lanes, places[j].lanes, "round {round}: {i} and {j}");
                }
            }
            let cluster = cluster_of(i, &intervals);
            assert_eq!(places[i].lanes as usize, busiest(&cluster, &intervals), "round {round}: {i}");
        }
    }
}

/// By flooding: all that overlap it, directly or through others.
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

/// How many meet at the busiest moment, which is some start.
fn busiest(cluster: &[usize], intervals: &[Interval]) -> usize {
    let meeting = |at| cluster.iter().filter(|&&j| intervals[j].contains(at)).count();
    cluster.iter().map(|&i| meeting(intervals[i].start)).max().unwrap_or(0)
}
