//! The field: where mines are, what was opened, and whether the game is over.

use crate::random::Random;

pub const WIDTH: usize = 12;
pub const HEIGHT: usize = 10;
pub const MINES: usize = 18;

/// What a player knows of a cell.
#[derive(Clone, Copy, PartialEq)]
pub enum Cover {
    Closed,
    Flagged,
    Open,
}

#[derive(Clone, Copy, PartialEq)]
pub struct Cell {
    pub cover: Cover,
    pub mined: bool,
    /// How many cells around it have a mine.
    pub around: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Game {
    Running,
    Won,
    Lost,
}

#[derive(Clone, PartialEq)]
pub struct Field {
    pub cells: Vec<Cell>,
}

impl Field {
    /// A field on which `first` has no mine around it, so that a game does not begin with its end.
    pub fn new(seed: u64, first: usize) -> Self {
        let empty = Cell { cover: Cover::Closed, mined: false, around: 0 };
        let mut field = Self { cells: vec![empty; WIDTH * HEIGHT] };
        let mut random = Random::new(seed);
        let mut left = MINES;
        while left > 0 {
            let place = random.below(field.cells.len());
            if place == first || field.cells[place].mined || neighbours(first).any(|near| near == place) {
                continue;
            }
            field.cells[place].mined = true;
            for near in neighbours(place) {
                field.cells[near].around += 1;
            }
            left -= 1;
        }
        field
    }

    /// Opens a cell, and all around it as long as nothing is near.
    pub fn open(&mut self, first: usize) {
        let mut queue = vec![first];
        while let Some(place) = queue.pop() {
            let cell = &mut self.cells[place];
            if cell.cover != Cover::Closed {
                continue;
            }
            cell.cover = Cover::Open;
            if cell.around == 0 && !cell.mined {
                queue.extend(neighbours(place));
            }
        }
    }

    pub fn flag(&mut self, place: usize) {
        let cover = &mut self.cells[place].cover;
        *cover = match *cover {
            Cover::Closed => Cover::Flagged,
            Cover::Flagged => Cover::Closed,
            Cover::Open => Cover::Open,
        };
    }

    pub fn game(&self) -> Game {
        let is_open = |cell: &&Cell| cell.cover == Cover::Open;
        if self.cells.iter().filter(is_open).any(|cell| cell.mined) {
            Game::Lost
        } else if self.cells.iter().filter(is_open).count() == self.cells.len() - MINES {
            Game::Won
        } else {
            Game::Running
        }
    }

    pub fn flags(&self) -> usize {
        self.cells.iter().filter(|cell| cell.cover == Cover::Flagged).count()
    }
}

fn neighbours(place: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (place % WIDTH, place / WIDTH);
    let rows = y.saturating_sub(1)..=(y + 1).min(HEIGHT - 1);
    rows.flat_map(move |row| {
        let columns = x.saturating_sub(1)..=(x + 1).min(WIDTH - 1);
        columns.map(move |column| row * WIDTH + column)
    })
    .filter(move |&near| near != place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_is_won_by_opening_what_has_no_mine() {
        let mut field = Field::new(7, 0);
        assert_eq!(field.cells.iter().filter(|cell| cell.mined).count(), MINES);
        field.open(0);
        assert!(field.cells[1].cover == Cover::Open);
        for place in 0..field.cells.len() {
            if !field.cells[place].mined {
                field.open(place);
            }
        }
        assert_eq!(field.game(), Game::Won);
    }

    #[test]
    fn a_mine_ends_it() {
        let mut field = Field::new(7, 0);
        let mine = field.cells.iter().position(|cell| cell.mined).unwrap();
        field.open(mine);
        assert_eq!(field.game(), Game::Lost);
    }
}
