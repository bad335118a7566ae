/*
 * A mixture of small everyday tasks in the spirit of benchmarks for small processors: a linked list
 * is searched, reversed and sorted, matrices of 16-bit numbers are multiplied, a state machine reads
 * numbers from text, and a cyclic redundancy check over all results shows that they are right.
 */
#include <stdio.h>

#include "checksum.h"
#include "list.h"
#include "numbers.h"
#include "square.h"

enum { ROUNDS = 1500 };

int main(void)
{
    uint16_t checksum = 0xffff;
    uint32_t random = 0x2545f491;
    for (int round = 0; round < ROUNDS; round++) {
        checksum = list_round(checksum, &random);
        checksum = square_round(checksum, &random);
        checksum = numbers_round(checksum, &random);
    }
    printf("rounds %d, checksum %04x\n", ROUNDS, checksum);
    return 0;
}
