//! Reads width, height and seed, and draws the maze.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use rust_maze::Maze;

fn main() -> ExitCode {
    if io::stdin().is_terminal() {
        println!("A maze's width, height and seed, say 40 20 7:");
    }
    let mut numbers: Vec<u64> = Vec::new();
    for line in io::stdin().lines().map_while(Result::ok) {
        numbers.extend(line.split_whitespace().filter_map(|word| word.parse::<u64>().ok()));
        if numbers.len() >= 3 {
            break;
        }
    }
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
