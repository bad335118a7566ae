/* Calls: the naive recursion, with nothing but calls, compares and additions. */
#include <stdint.h>
#include <stdio.h>

enum { INDEX = 36 };

__attribute__((noinline)) static uint32_t fibonacci(uint32_t n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

int main(void)
{
    printf("fibonacci(%d) = %u\n", INDEX, fibonacci(INDEX));
    return 0;
}
