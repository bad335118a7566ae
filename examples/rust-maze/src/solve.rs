//! The shortest way, by searching in all directions at once.

use std::collections::VecDeque;

use crate::{Cell, Direction, Grid};

/// The cells from `start` to `goal`, both included.
pub fn shortest(grid: &Grid, start: Cell, goal: Cell) -> Vec<Cell> {
    let mut before = vec![None; grid.width * grid.height];
    let mut queue = VecDeque::from([goal]);
    while let Some(cell) = queue.pop_front() {
        for direction in Direction::ALL.into_iter().filter(|&d| grid.is_open(cell, d)) {
            let Some(beyond) = grid.beyond(cell, direction) else { continue };
            let place = &mut before[grid.index(beyond)];
            if place.is_none() && beyond != goal {
                *place = Some(cell);
                queue.push_back(beyond);
            }
        }
    }
    std::iter::successors(Some(start), |&cell| before[grid.index(cell)]).collect()
}
