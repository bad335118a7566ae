/* 32-bit integers: SHA-256 (FIPS 180-4) of a generated message. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64, CHUNK = 4096, CHUNKS = 1536 };

typedef struct {
    uint32_t state[8];
    uint8_t pending[BLOCK];
    uint64_t length;
} Sha256;

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t value, int by)
{
    return value >> by | value << (32 - by);
}

static void absorb(uint32_t state[8], const uint8_t *block)
{
    uint32_t w[64];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t low = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t high = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        uint32_t first = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
        uint32_t second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static void start(Sha256 *sha)
{
    static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(sha->state, initial, sizeof initial);
    sha->length = 0;
}

static void update(Sha256 *sha, const uint8_t *bytes, size_t count)
{
    while (count > 0) {
        size_t used = sha->length % BLOCK, room = BLOCK - used, part = count < room ? count : room;
        memcpy(sha->pending + used, bytes, part);
        sha->length += part, bytes += part, count -= part;
        if (part == room)
            absorb(sha->state, sha->pending);
    }
}

static void finish(Sha256 *sha)
{
    uint64_t bits = sha->length * 8;
    uint8_t padding[BLOCK + 8] = {0x80};
    size_t zeros = (BLOCK + 56 - 1 - sha->length % BLOCK) % BLOCK;
    for (int i = 0; i < 8; i++)
        padding[1 + zeros + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
    update(sha, padding, 1 + zeros + 8);
    for (int i = 0; i < 8; i++)
        printf("%08x", sha->state[i]);
    putchar('\n');
}

int main(void)
{
    static uint8_t chunk[CHUNK];
    Sha256 sha;
    start(&sha);
    update(&sha, (const uint8_t *)"abc", 3);
    finish(&sha);
    uint32_t random = 1;
    start(&sha);
    for (int i = 0; i < CHUNKS; i++) {
        for (int j = 0; j < CHUNK; j++) {
            random = random * 1664525 + 1013904223;
            chunk[j] = (uint8_t)(random >> 24);
        }
        update(&sha, chunk, CHUNK);
    }
    finish(&sha);
    return 0;
}
