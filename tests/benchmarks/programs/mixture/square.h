/* Square matrices of 16-bit numbers, multiplied into 32 bits. */
#ifndef SQUARE_H
#define SQUARE_H

#include <stdint.h>

uint16_t square_round(uint16_t checksum, uint32_t *random);

#endif
