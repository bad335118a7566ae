//! Digs a maze: goes on at random until there is no way on, then goes back.

use crate::{Cell, Direction, Grid, Random};

pub fn dig(width: usize, height: usize, random: &mut Random) -> Grid {
    let mut grid = Grid::new(width, height);
    let mut seen = vec![false; width * height];
    let mut path = vec![Cell { x: 0, y: 0 }];
    seen[0] = true;
    while let Some(&cell) = path.last() {
        let ways: Vec<(Direction, Cell)> = Direction::ALL
            .into_iter()
            .filter_map(|direction| Some((direction, grid.beyond(cell, direction)?)))
            .filter(|&(_, beyond)| !seen[grid.index(beyond)])
            .collect();
        if ways.is_empty() {
            path.pop();
            continue;
        }
        let (direction, beyond) = ways[random.below(ways.len())];
        grid.dig(cell, direction);
        seen[grid.index(beyond)] = true;
        path.push(beyond);
    }
    grid
}
