/* Byte loads and stores with short loops: the sieve of Eratosthenes over odd and even numbers alike. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LIMIT = 12000000, ROUNDS = 8 };

static uint8_t composite[LIMIT + 1];

static int count_primes(int limit)
{
    memset(composite, 0, (size_t)limit + 1);
    for (int i = 2; i * i <= limit; i++)
        if (!composite[i])
            for (int multiple = i * i; multiple <= limit; multiple += i)
                composite[multiple] = 1;
    int count = 0;
    for (int i = 2; i <= limit; i++)
        count += !composite[i];
    return count;
}

int main(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        int limit = LIMIT >> round;
        printf("%d primes up to %d\n", count_primes(limit), limit);
    }
    return 0;
}
