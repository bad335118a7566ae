// Solves a board by guessing where it costs least, and counts its solutions up to two: a proper puzzle
// has exactly one.
#pragma once

#include <optional>

#include "board.hpp"

namespace sudoku {

struct Solution {
    std::optional<Board> board;
    bool unique = false;
    long guesses = 0;
};

Solution solve(const Board &puzzle);

}  // namespace sudoku
