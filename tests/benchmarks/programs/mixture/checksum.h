/* The generator of the inputs, and the cyclic redundancy check of the results. */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include <stdint.h>

/* The check of the 16-bit CCITT polynomial, bit by bit, most significant first. */
uint16_t checksum_byte(uint16_t checksum, uint8_t byte);
uint16_t checksum_word(uint16_t checksum, uint32_t word);

/* The next of a sequence that only its start determines. */
uint32_t random_next(uint32_t *random);

#endif
