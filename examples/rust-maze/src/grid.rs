//! A grid of cells with walls between them.

/// A cell by its column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub x: usize,
    pub y: usize,
}

/// Where a neighbour is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Direction {
    pub const ALL: [Self; 4] = [Self::Right, Self::Down, Self::Left, Self::Up];
}

/// Cells, and which of their walls are open. At first none is.
pub struct Grid {
    pub width: usize,
    pub height: usize,
    /// Whether the right wall and the lower wall of each cell are open.
    open: Vec<[bool; 2]>,
}

impl Grid {
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, open: vec![[false; 2]; width * height] }
    }

    /// Every cell, row by row.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        (0..self.width * self.height).map(|index| Cell { x: index % self.width, y: index / self.width })
    }

    /// A cell's number.
    pub fn index(&self, cell: Cell) -> usize {
        cell.y * self.width + cell.x
    }

    /// The neighbour, unless the grid ends there.
    pub fn beyond(&self, cell: Cell, direction: Direction) -> Option<Cell> {
        let Cell { x, y } = cell;
        let (x, y) = match direction {
            Direction::Right => (x + 1, y),
            Direction::Down => (x, y + 1),
            Direction::Left => (x.checked_sub(1)?, y),
            Direction::Up => (x, y.checked_sub(1)?),
        };
        (x < self.width && y < self.height).then_some(Cell { x, y })
    }

    /// Whether one can go there.
    pub fn is_open(&self, cell: Cell, direction: Direction) -> bool {
        self.wall(cell, direction).is_some_and(|(owner, wall)| self.open[owner][wall])
    }

    /// Breaks the wall, if there is a cell beyond it.
    pub fn dig(&mut self, cell: Cell, direction: Direction) {
        if let Some((owner, wall)) = self.wall(cell, direction) {
            self.open[owner][wall] = true;
        }
    }

    /// The cell that a wall is counted with, and which of its walls that is.
    fn wall(&self, cell: Cell, direction: Direction) -> Option<(usize, usize)> {
        let beyond = self.beyond(cell, direction)?;
        Some(match direction {
            Direction::Right => (self.index(cell), 0),
            Direction::Down => (self.index(cell), 1),
            Direction::Left => (self.index(beyond), 0),
            Direction::Up => (self.index(beyond), 1),
        })
    }
}
