// Reads Sudoku puzzles, one a line, and shows how each comes out.
#include <iostream>
#include <string>
#include <string_view>

#include "board.hpp"
#include "drawing.hpp"
#include "solver.hpp"

namespace {

// How hard a puzzle is, by what it takes to solve it.
std::string_view grade(long guesses)
{
    if (guesses == 0)
        return "logic alone solves it";
    return guesses < 30 ? "it takes some guessing" : "it takes much guessing";
}

bool solve_line(const std::string &line, bool colour)
{
    std::string problem;
    auto puzzle = sudoku::Board::parse(line, problem);
    if (!puzzle) {
        std::cout << "not a puzzle: " << problem << "\n\n";
        return false;
    }
    auto solution = sudoku::solve(*puzzle);
    if (!solution.board) {
        std::cout << "no solution, after " << solution.guesses << " guesses\n\n";
        return false;
    }
    sudoku::draw(std::cout, *solution.board, line, colour);
    std::cout << grade(solution.guesses) << " (" << solution.guesses << " guesses)";
    std::cout << (solution.unique ? "\n\n" : ", but it has other solutions\n\n");
    return solution.unique;
}

}  // namespace

int main(int count, char **arguments)
{
    bool colour = true;
    for (int i = 1; i < count; i++) {
        if (std::string_view(arguments[i]) != "--plain") {
            std::cerr << "usage: sudoku [--plain] < PUZZLES\n";
            return 2;
        }
        colour = false;
    }
    std::cout << "A puzzle is a line of 81 digits, with `.` for an empty cell.\n\n";
    int read = 0, solved = 0;
    for (std::string line; std::getline(std::cin, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.empty() || line.front() == '#')
            continue;
        read++;
        solved += solve_line(line, colour);
        std::cout.flush();
    }
    std::cout << solved << " of " << read << " have exactly one solution.\n";
}
