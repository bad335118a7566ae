#include "solver.hpp"

namespace sudoku {
namespace {

// Adds to `found` until it holds two different solutions.
void search(const Board &board, Solution &found, int &count)
{
    if (board.solved()) {
        if (++count == 1)
            found.board = board;
        return;
    }
    int cell = board.tightest();
    for (int digit = 0; digit < side && count < 2; digit++) {
        if (!board.candidates(cell)[digit])
            continue;
        Board guess = board;
        found.guesses++;
        if (guess.place(cell, digit))
            search(guess, found, count);
    }
}

}  // namespace

Solution solve(const Board &puzzle)
{
    Solution found;
    int count = 0;
    search(puzzle, found, count);
    found.unique = count == 1;
    return found;
}

}  // namespace sudoku
