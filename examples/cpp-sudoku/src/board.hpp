// A Sudoku board: nine by nine cells, each with the digits that it may still hold.
#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <string>
#include <string_view>

namespace sudoku {

constexpr int side = 9;
constexpr int cells = side * side;

// The digits that a cell may hold; bit 0 stands for the digit 1.
using Digits = std::bitset<side>;

class Board {
public:
    // An empty board.
    Board();

    // Reads 81 cells: digits, and `.`, `0` or `_` for an empty one. `problem` says what is wrong otherwise.
    static std::optional<Board> parse(std::string_view text, std::string &problem);

    // Puts a digit (0 to 8) into a cell and draws every conclusion from it: a digit is taken from all cells
    // that share a row, column or box, and one that has a single place left goes there. False if that shows
    // the board to be impossible.
    bool place(int cell, int digit);

    Digits candidates(int cell) const { return candidates_[cell]; }
    bool solved() const;

    // The open cell with the fewest candidates, the one where a guess costs least; -1 if there is none.
    int tightest() const;

private:
    bool remove(int cell, int digit);
    bool place_where_single(int unit, int digit);

    std::array<Digits, cells> candidates_;
};

}  // namespace sudoku
