#include <iostream>
#include <string_view>
#include <vector>

int main(int argc, char **argv) {
    const std::vector<std::string_view> names(argv + (argc > 0), argv + argc);
    if (names.empty()) {
        std::cout << "Hello from {{name}}!\n";
    }
    for (const auto name : names) {
        std::cout << "Hello, " << name << "!\n";
    }
}
