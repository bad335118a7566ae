/* A state machine that tells whole numbers, fractions and exponents in text apart. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdint.h>

uint16_t numbers_round(uint16_t checksum, uint32_t *random);

#endif
