// Ends with status 1, and says why, if the solver errs.
#include <cstdio>
#include <string>

#include "solver.hpp"

static int failures = 0;

static void check(bool holds, const char *what)
{
    if (holds) return;
    std::fprintf(stderr, "not so: %s\n", what);
    ++failures;
}

int main()
{
    std::string problem;
    const auto puzzle = sudoku::Board::parse(
        "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79", problem);
    check(puzzle.has_value(), "a proper puzzle is read");
    if (puzzle) {
        const sudoku::Solution solution = sudoku::solve(*puzzle);
        check(solution.unique, "it has one solution");
        check(solution.guesses == 0, "which needs no guess");
        check(solution.board && solution.board->solved(), "and is complete");
    }
    check(!sudoku::Board::parse("123456789", problem), "one that is too short is refused");
    check(sudoku::solve(sudoku::Board()).board.has_value() && !sudoku::solve(sudoku::Board()).unique,
          "an empty board has many solutions");
    if (failures == 0) std::puts("the solver holds");
    return failures != 0;
}
