//! Looks for the seed whose way is the longest.

use rust_maze::Maze;

fn main() {
    let longest = (0..200).max_by_key(|&seed| Maze::new(16, 8, seed).way.len());
    let seed = longest.unwrap_or_default();
    let maze = Maze::new(16, 8, seed);
    println!("of 200 mazes, {seed} has the longest way: {} cells", maze.way.len());
    print!("{}", maze.drawing());
}
