/* memory.copy and memory.fill: blocks of many lengths are filled, copied, and moved over each other. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 1 << 20, ROUNDS = 96 };

static uint8_t from[ROOM], to[ROOM];

/* Sizes are data, so that every call stays a call and none becomes a few stores. */
static const volatile size_t lengths[] = {1, 3, 8, 15, 16, 24, 40, 64, 100, 200, 333, 512, 1000, 1500, 4096, 10000, 65536};

static uint32_t sum(const uint8_t *bytes, size_t count)
{
    uint32_t check = 1;
    for (size_t i = 0; i < count; i += 61)
        check = check * 31 + bytes[i];
    return check;
}

int main(void)
{
    uint32_t check = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            size_t length = lengths[i];
            size_t calls = length < 1024 ? 2000 : ROOM / length;
            size_t step = (ROOM - length) / calls;
            for (size_t call = 0; call < calls; call++) {
                size_t place = call * step;
                memset(from + place, (int)(call + i) & 0xff, length);
                memcpy(to + (ROOM - length - place), from + place, length);
                memmove(from + place / 2, from + place, length);
            }
            check = check * 31 + sum(from, ROOM) + sum(to, ROOM);
        }
    }
    printf("%08x\n", check);
    return 0;
}
