//! Mazes: digging them, finding the way through them, drawing them.

mod dig;
mod draw;
mod grid;
mod random;
mod solve;

pub use grid::{Cell, Direction, Grid};
pub use random::Random;

/// A maze and the shortest way from its top left to its bottom right cell.
pub struct Maze {
    pub grid: Grid,
    pub way: Vec<Cell>,
}

impl Maze {
    /// Digs a maze; the same seed gives the same maze.
    pub fn new(width: usize, height: usize, seed: u64) -> Self {
        let grid = dig::dig(width, height, &mut Random::new(seed));
        let way = solve::shortest(&grid, Cell { x: 0, y: 0 }, Cell { x: width - 1, y: height - 1 });
        Self { grid, way }
    }

    /// The maze as text, with the way in it.
    pub fn drawing(&self) -> String {
        draw::draw(&self.grid, &self.way)
    }

    /// How many cells have one opening only.
    pub fn dead_ends(&self) -> usize {
        let openings = |cell| Direction::ALL.into_iter().filter(|&d| self.grid.is_open(cell, d)).count();
        self.grid.cells().filter(|&cell| openings(cell) == 1).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_from_corner_to_corner_through_openings() {
        let maze = Maze::new(20, 10, 7);
        assert_eq!(maze.way.first(), Some(&Cell { x: 0, y: 0 }));
        assert_eq!(maze.way.last(), Some(&Cell { x: 19, y: 9 }));
        for pair in maze.way.windows(2) {
            let direction = Direction::ALL.into_iter().find(|&d| maze.grid.beyond(pair[0], d) == Some(pair[1]));
            assert!(direction.is_some_and(|direction| maze.grid.is_open(pair[0], direction)));
        }
    }

    #[test]
    fn a_seed_is_a_maze() {
        assert_eq!(Maze::new(8, 8, 1).drawing(), Maze::new(8, 8, 1).drawing());
        assert_ne!(Maze::new(8, 8, 1).drawing(), Maze::new(8, 8, 2).drawing());
    }
}
