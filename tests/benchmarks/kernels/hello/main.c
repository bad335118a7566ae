/* The smallest program that prints: what remains is the start of the engine. */
#include <stdio.h>

int main(void)
{
    puts("hello");
    return 0;
}
