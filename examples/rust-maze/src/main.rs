//! Reads width, height and seed, and draws the maze.

use std::io::{self, Read};
use std::process::ExitCode;

use rust_maze::Maze;

fn main() -> ExitCode {
    let mut text = String::new();
    if let Err(error) = io::stdin().read_to_string(&mut text) {
        eprintln!("error: {error}");
        return ExitCode::FAILURE;
    }
    let numbers: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let &[width, height, seed] = numbers.as_slice() else {
        eprintln!("error: expected three numbers: width, height and seed");
        return ExitCode::FAILURE;
    };
    let (width, height) = (width.clamp(1, 200) as usize, height.clamp(1, 200) as usize);
    let maze = Maze::new(width, height, seed);
    print!("{}", maze.drawing());
    println!("the way has {} of {} cells", maze.way.len(), width * height);
    if cfg!(feature = "statistics") {
        println!("{} cells are dead ends", maze.dead_ends());
    }
    ExitCode::SUCCESS
}
