/* Strings: words are made, formatted, searched, split, compared, counted in a hash table. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 48000, SLOTS = 4096, WORD = 24 };

typedef struct {
    char word[WORD];
    uint32_t count;
} Slot;

static Slot slots[SLOTS];
static const char *const syllables[] = {"ka", "lo", "mi", "ne", "ru", "sto", "ti", "va", "xen", "zu"};

static uint32_t next(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 16;
}

static void make_word(char *word, uint32_t *random)
{
    *word = '\0';
    for (uint32_t left = 1 + next(random) % 3; left > 0; left--)
        strcat(word, syllables[next(random) % 10]);
}

static void count(const char *word)
{
    uint32_t hash = 2166136261u;
    for (const char *at = word; *at != '\0'; at++)
        hash = (hash ^ (uint8_t)*at) * 16777619u;
    Slot *slot = &slots[hash % SLOTS];
    while (slot->count > 0 && strcmp(slot->word, word) != 0)
        slot = slot == &slots[SLOTS - 1] ? slots : slot + 1;
    if (slot->count++ == 0)
        strcpy(slot->word, word);
}

static int most_frequent_first(const void *left, const void *right)
{
    const Slot *a = left, *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return strcmp(a->word, b->word);
}

int main(void)
{
    uint32_t random = 99, found = 0, length = 0;
    for (int line = 0; line < LINES; line++) {
        char first[WORD], second[WORD], third[WORD], text[128];
        make_word(first, &random);
        make_word(second, &random);
        make_word(third, &random);
        snprintf(text, sizeof text, "%s %04d %s,%s %x", first, line, second, third, next(&random));
        length += (uint32_t)strlen(text);
        found += strstr(text, "loti") != NULL;
        found += strrchr(text, 'z') > strchr(text, ',');
        for (char *word = strtok(text, " ,"); word != NULL; word = strtok(NULL, " ,"))
            if (*word > 'f') /* Numbers are no words, in whatever base. */
                count(word);
    }
    qsort(slots, SLOTS, sizeof *slots, most_frequent_first);
    printf("length %u, found %u\n", length, found);
    for (int i = 0; i < 8; i++)
        printf("%s %u\n", slots[i].word, slots[i].count);
    return 0;
}
