#include "numbers.h"

#include <string.h>

#include "checksum.h"

enum { TEXT = 1200 };

typedef enum { START, SIGN, WHOLE, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, POWER, INVALID, STATES } State;

static void write_text(char *text, uint32_t *random)
{
    static const char *const pieces[] = {"512", "-73", "+8", "3.1415", "-.5", "6e4", "2.5E-3", "+1.e+9", "0x1f", "--1", "e5", "7.7.7"};
    size_t length = 0;
    while (length < TEXT - 16) {
        const char *piece = pieces[random_next(random) % (sizeof pieces / sizeof *pieces)];
        size_t size = strlen(piece);
        memcpy(text + length, piece, size);
        length += size;
        text[length++] = ',';
    }
    text[length] = '\0';
}

static State step(State state, char character)
{
    int digit = character >= '0' && character <= '9';
    int sign = character == '+' || character == '-';
    int power = character == 'e' || character == 'E';
    switch (state) {
    case START: return digit ? WHOLE : sign ? SIGN : character == '.' ? POINT : INVALID;
    case SIGN: return digit ? WHOLE : character == '.' ? POINT : INVALID;
    case WHOLE: return digit ? WHOLE : character == '.' ? FRACTION : power ? EXPONENT : INVALID;
    case POINT: return digit ? FRACTION : INVALID;
    case FRACTION: return digit ? FRACTION : power ? EXPONENT : INVALID;
    case EXPONENT: return digit ? POWER : sign ? EXPONENT_SIGN : INVALID;
    case EXPONENT_SIGN:
    case POWER: return digit ? POWER : INVALID;
    default: return INVALID;
    }
}

uint16_t numbers_round(uint16_t checksum, uint32_t *random)
{
    char text[TEXT];
    uint32_t ends[STATES] = {0}, visits[STATES] = {0};
    write_text(text, random);
    State state = START;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == ',') {
            ends[state]++;
            state = START;
        } else {
            state = step(state, *at);
            visits[state]++;
        }
    }
    for (int i = 0; i < STATES; i++)
        checksum = checksum_word(checksum, ends[i] << 16 | visits[i]);
    return checksum;
}
