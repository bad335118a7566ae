//! The maze as text, two characters a cell.

use crate::{Cell, Direction, Grid};

pub fn draw(grid: &Grid, way: &[Cell]) -> String {
    let mut on_way = vec![false; grid.width * grid.height];
    way.iter().for_each(|&cell| on_way[grid.index(cell)] = true);
    let mut text = format!("+{}\n", "--+".repeat(grid.width));
    for y in 0..grid.height {
        let (mut cells, mut floor) = (String::from("|"), String::from("+"));
        for x in 0..grid.width {
            let cell = Cell { x, y };
            cells += if on_way[grid.index(cell)] { "()" } else { "  " };
            cells += if grid.is_open(cell, Direction::Right) { " " } else { "|" };
            floor += if grid.is_open(cell, Direction::Down) { "  +" } else { "--+" };
        }
        text += &format!("{cells}\n{floor}\n");
    }
    text
}
