/* 64-bit integers: multiplications, rotations and shifts that mix a buffer of words. */
#include <stdint.h>
#include <stdio.h>

enum { WORDS = 4096, ROUNDS = 12000 };

static uint64_t words[WORDS];

static uint64_t rotate(uint64_t value, int by)
{
    return value << by | value >> (64 - by);
}

static uint64_t mix(uint64_t value)
{
    value ^= value >> 31;
    value *= 0x9e6c63d0876a9a47u;
    value ^= value >> 29;
    value *= 0xc2b0d5a3b9f1e6d5u;
    return value ^ value >> 32;
}

static uint64_t hash(const uint64_t *input, int count, uint64_t seed)
{
    uint64_t even = seed ^ 0x8f1bbcdcbfa53e0bu, odd = seed + 0x5a827999d6ef3a11u;
    for (int i = 0; i < count; i += 2) {
        even = rotate(even ^ input[i] * 0xd6e8feb86659fd93u, 27) * 5 + odd;
        odd = rotate(odd ^ input[i + 1] * 0xa0761d6478bd642fu, 31) * 9 + even;
    }
    return mix(even ^ mix(odd) ^ (uint64_t)count);
}

int main(void)
{
    uint64_t value = 1;
    for (int i = 0; i < WORDS; i++)
        words[i] = value = mix(value + 0x9e3779b97f4a7c15u);
    for (int round = 0; round < ROUNDS; round++) {
        value = hash(words, WORDS, value);
        words[round % WORDS] ^= value;
    }
    printf("%016llx\n", (unsigned long long)value);
    return 0;
}
