//! Appointments that overlap stand side by side.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::Interval;

/// Where a box stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LanePosition {
    /// From 0.
    pub lane: u32,
    /// How many lanes the box's cluster shares.
    pub lanes: u32,
}

/// A place for each interval, in the order given.
///
/// Intervals that overlap, directly or through others, are a cluster and share as few lanes as can be: as many as
/// overlap at its busiest moment. Touching is not overlapping. Earlier starts stand further left, of equal starts the
/// longer.
pub fn lanes(intervals: &[Interval]) -> Vec<LanePosition> {
    let mut order: Vec<usize> = (0..intervals.len()).collect();
    order.sort_by_key(|&i| (intervals[i].start, Reverse(intervals[i].end)));

    let mut positions = vec![LanePosition::default(); intervals.len()];
    let mut cluster: Vec<usize> = Vec::new();
    let mut busy = BinaryHeap::new();
    let mut free = BinaryHeap::new();
    let mut lane_count = 0;
    for i in order {
        while let Some(&Reverse((end, lane))) = busy.peek()
            && end <= intervals[i].start
        {
            busy.pop();
            free.push(Reverse(lane));
        }
        if busy.is_empty() {
            close(&mut positions, &mut cluster, lane_count);
            free.clear();
            lane_count = 0;
        }
        let lane = if let Some(Reverse(lane)) = free.pop() {
            lane
        } else {
            lane_count += 1;
            lane_count - 1
        };
        positions[i].lane = lane;
        busy.push(Reverse((intervals[i].end, lane)));
        cluster.push(i);
    }
    close(&mut positions, &mut cluster, lane_count);
    positions
}

fn close(positions: &mut [LanePosition], cluster: &mut Vec<usize>, lane_count: u32) {
    for i in cluster.drain(..) {
        positions[i].lanes = lane_count;
    }
}
