/* Floating point in a tight loop: how often each point of the plane is squared before it escapes. */
#include <stdint.h>
#include <stdio.h>

enum { WIDTH = 640, HEIGHT = 480, LIMIT = 400 };

static int escape(double real, double imaginary)
{
    double x = 0, y = 0;
    int count = 0;
    while (count < LIMIT && x * x + y * y <= 4.0) {
        double next = x * x - y * y + real;
        y = 2 * x * y + imaginary;
        x = next;
        count++;
    }
    return count;
}

int main(void)
{
    uint64_t sum = 0;
    uint32_t inside = 0, check = 1;
    for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
            int count = escape(-2.25 + 3.0 * column / WIDTH, -1.125 + 2.25 * row / HEIGHT);
            sum += (uint64_t)count;
            inside += count == LIMIT;
            check = check * 31 + (uint32_t)count;
        }
    }
    printf("iterations %llu, inside %u, check %08x\n", (unsigned long long)sum, inside, check);
    return 0;
}
