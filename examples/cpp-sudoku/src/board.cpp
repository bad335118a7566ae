#include "board.hpp"

#include <algorithm>
#include <vector>

namespace sudoku {
namespace {

// The 27 rows, columns and boxes, and for each cell the three it lies in.
struct Geometry {
    std::array<std::array<int, side>, 3 * side> units;
    std::array<std::array<int, 3>, cells> units_of;

    Geometry()
    {
        for (int cell = 0; cell < cells; cell++) {
            int row = cell / side, column = cell % side, box = row / 3 * 3 + column / 3;
            units[row][column] = cell;
            units[side + column][row] = cell;
            units[2 * side + box][row % 3 * 3 + column % 3] = cell;
            units_of[cell] = {row, side + column, 2 * side + box};
        }
    }
};

const Geometry geometry;

int only_digit(Digits digits)
{
    int digit = 0;
    while (!digits[digit])
        digit++;
    return digit;
}

}  // namespace

Board::Board() { candidates_.fill(Digits().set()); }

std::optional<Board> Board::parse(std::string_view text, std::string &problem)
{
    if (text.size() != cells) {
        problem = "a puzzle has 81 cells, this line has " + std::to_string(text.size());
        return std::nullopt;
    }
    Board board;
    for (int cell = 0; cell < cells; cell++) {
        char c = text[cell];
        if (c == '.' || c == '0' || c == '_')
            continue;
        if (c < '1' || c > '9') {
            problem = std::string("`") + c + "` is neither a digit nor an empty cell";
            return std::nullopt;
        }
        int digit = c - '1';
        if (!board.candidates_[cell][digit] || !board.place(cell, digit)) {
            problem = "row " + std::to_string(cell / side + 1) + ", column " + std::to_string(cell % side + 1) +
                      ": " + c + " contradicts the digits before it";
            return std::nullopt;
        }
    }
    return board;
}

bool Board::place(int cell, int digit)
{
    for (int other = 0; other < side; other++)
        if (other != digit && !remove(cell, other))
            return false;
    return true;
}

bool Board::remove(int cell, int digit)
{
    Digits &digits = candidates_[cell];
    if (!digits[digit])
        return true;
    digits.reset(digit);
    if (digits.none())
        return false;
    if (digits.count() == 1) {
        int last = only_digit(digits);
        for (int unit : geometry.units_of[cell])
            for (int peer : geometry.units[unit])
                if (peer != cell && !remove(peer, last))
                    return false;
    }
    const auto &units = geometry.units_of[cell];
    return std::all_of(units.begin(), units.end(), [&](int unit) { return place_where_single(unit, digit); });
}

bool Board::place_where_single(int unit, int digit)
{
    std::vector<int> places;
    for (int cell : geometry.units[unit])
        if (candidates_[cell][digit])
            places.push_back(cell);
    if (places.empty())
        return false;
    return places.size() > 1 || place(places.front(), digit);
}

bool Board::solved() const
{
    return std::all_of(candidates_.begin(), candidates_.end(), [](Digits digits) { return digits.count() == 1; });
}

int Board::tightest() const
{
    int best = -1;
    for (int cell = 0; cell < cells; cell++) {
        auto count = candidates_[cell].count();
        if (count > 1 && (best < 0 || count < candidates_[best].count()))
            best = cell;
    }
    return best;
}

}  // namespace sudoku
