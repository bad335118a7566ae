// Draws boards with box characters and colours.
#pragma once

#include <ostream>
#include <string_view>

#include "board.hpp"

namespace sudoku {

// `puzzle` is the text that the board came from: digits given there stand out from those found.
void draw(std::ostream &out, const Board &board, std::string_view puzzle, bool colour);

}  // namespace sudoku
