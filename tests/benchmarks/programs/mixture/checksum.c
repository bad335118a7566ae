#include "checksum.h"

uint16_t checksum_byte(uint16_t checksum, uint8_t byte)
{
    checksum ^= (uint16_t)(byte << 8);
    for (int bit = 0; bit < 8; bit++)
        checksum = (uint16_t)(checksum & 0x8000 ? checksum << 1 ^ 0x1021 : checksum << 1);
    return checksum;
}

uint16_t checksum_word(uint16_t checksum, uint32_t word)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        checksum = checksum_byte(checksum, (uint8_t)(word >> shift));
    return checksum;
}

uint32_t random_next(uint32_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 17;
    return *random ^= *random << 5;
}
