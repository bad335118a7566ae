#include "drawing.hpp"

namespace sudoku {
namespace {

constexpr const char *given = "\x1b[1;38;2;255;214;102m";
constexpr const char *found = "\x1b[38;2;120;200;255m";
constexpr const char *frame = "\x1b[38;2;110;110;120m";
constexpr const char *plain = "\x1b[0m";

void draw_cell(std::ostream &out, Digits digits, bool is_given, bool colour)
{
    if (digits.count() != 1) {
        out << " ·";
        return;
    }
    if (colour)
        out << (is_given ? given : found);
    out << ' ' << digits.to_string().size() - digits.to_string().find('1');
    if (colour)
        out << plain;
}

}  // namespace

void draw(std::ostream &out, const Board &board, std::string_view puzzle, bool colour)
{
    auto line = [&](const char *text) { out << (colour ? frame : "") << text << (colour ? plain : ""); };
    line("┌───────┬───────┬───────┐");
    out << '\n';
    for (int row = 0; row < side; row++) {
        if (row == 3 || row == 6) {
            line("├───────┼───────┼───────┤");
            out << '\n';
        }
        for (int column = 0; column < side; column++) {
            if (column % 3 == 0)
                line(column == 0 ? "│" : " │");
            int cell = row * side + column;
            draw_cell(out, board.candidates(cell), puzzle[cell] >= '1' && puzzle[cell] <= '9', colour);
        }
        line(" │");
        out << '\n';
    }
    line("└───────┴───────┴───────┘");
    out << '\n';
}

}  // namespace sudoku
