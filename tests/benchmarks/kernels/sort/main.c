/* Indirect calls: the C library's qsort, which calls the comparison through the table. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNT = 150000 };

typedef struct {
    uint32_t key, place;
} Record;

static Record records[COUNT];

static int by_key(const void *left, const void *right)
{
    const Record *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static int by_place(const void *left, const void *right)
{
    const Record *a = left, *b = right;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* The order of comparison is data, so that no compiler can make the indirect call a direct one. */
static int (*volatile const orders[])(const void *, const void *) = {by_key, by_place, by_key};

int main(void)
{
    uint32_t random = 12345;
    for (uint32_t i = 0; i < COUNT; i++) {
        random = random * 1664525 + 1013904223;
        records[i] = (Record){random >> 12, i};
    }
    for (size_t pass = 0; pass < sizeof orders / sizeof *orders; pass++) {
        qsort(records, COUNT, sizeof *records, orders[pass]);
        uint32_t check = 0;
        for (uint32_t i = 0; i < COUNT; i++)
            check = check * 31 + records[i].key + records[i].place;
        printf("%u %u %08x\n", records[0].key, records[COUNT - 1].key, check);
    }
    return 0;
}
