#include "square.h"

#include "checksum.h"

enum { SIZE = 16 };

static void fill(int16_t *matrix, uint32_t *random)
{
    for (int i = 0; i < SIZE * SIZE; i++)
        matrix[i] = (int16_t)(random_next(random) % 512 - 256);
}

static void multiply(int32_t *out, const int16_t *a, const int16_t *b)
{
    for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
            int32_t sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += a[i * SIZE + k] * b[k * SIZE + j];
            out[i * SIZE + j] = sum;
        }
    }
}

/* A sum that depends on the order of the elements: it grows while they do, and is shifted when they fall. */
static uint32_t digest(const int32_t *matrix)
{
    uint32_t sum = 0;
    int32_t previous = 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
        sum = matrix[i] > previous ? sum + (uint32_t)matrix[i] : (sum >> 3 ^ (uint32_t)matrix[i]);
        previous = matrix[i];
    }
    return sum;
}

uint16_t square_round(uint16_t checksum, uint32_t *random)
{
    int16_t left[SIZE * SIZE], right[SIZE * SIZE];
    int32_t product[SIZE * SIZE];
    fill(left, random);
    fill(right, random);
    for (int pass = 0; pass < 2; pass++) {
        multiply(product, left, right);
        checksum = checksum_word(checksum, digest(product));
        for (int i = 0; i < SIZE * SIZE; i++)
            left[i] = (int16_t)(product[i] >> 4);
    }
    return checksum;
}
