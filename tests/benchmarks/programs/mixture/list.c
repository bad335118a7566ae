#include "list.h"

#include <stddef.h>

#include "checksum.h"

enum { NODES = 120, SEARCHES = 24 };

typedef struct Node {
    struct Node *next;
    int16_t key, place;
} Node;

typedef int (*Order)(const Node *, const Node *);

static int by_key(const Node *a, const Node *b)
{
    return a->key - b->key;
}

static int by_place(const Node *a, const Node *b)
{
    return a->place - b->place;
}

static Node *build(Node *nodes, uint32_t *random)
{
    for (int i = 0; i < NODES; i++) {
        nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : NULL;
        nodes[i].key = (int16_t)(random_next(random) % 256);
        nodes[i].place = (int16_t)i;
    }
    return nodes;
}

static const Node *search(const Node *list, int key)
{
    while (list != NULL && list->key != key)
        list = list->next;
    return list;
}

static Node *reverse(Node *list)
{
    Node *reversed = NULL;
    while (list != NULL) {
        Node *rest = list->next;
        list->next = reversed;
        reversed = list;
        list = rest;
    }
    return reversed;
}

static Node *merge(Node *a, Node *b, Order order)
{
    Node *first, **last = &first;
    while (a != NULL && b != NULL) {
        Node **lesser = order(b, a) < 0 ? &b : &a;
        *last = *lesser;
        last = &(*lesser)->next;
        *lesser = *last;
    }
    *last = a != NULL ? a : b;
    return first;
}

/* Cuts the list in its middle, and returns the second half. */
static Node *halve(Node *list)
{
    Node *slow = list;
    for (Node *fast = list->next; fast != NULL && fast->next != NULL; fast = fast->next->next)
        slow = slow->next;
    Node *half = slow->next;
    slow->next = NULL;
    return half;
}

static Node *sort(Node *list, Order order)
{
    if (list == NULL || list->next == NULL)
        return list;
    Node *half = halve(list);
    return merge(sort(list, order), sort(half, order), order);
}

uint16_t list_round(uint16_t checksum, uint32_t *random)
{
    Node nodes[NODES];
    Node *list = build(nodes, random);
    for (int i = 0; i < SEARCHES; i++) {
        const Node *found = search(list, (int)(random_next(random) % 256));
        checksum = checksum_word(checksum, found != NULL ? (uint32_t)found->place : 0xffffffffu);
        list = reverse(list);
    }
    list = sort(list, by_key);
    for (const Node *node = list; node != NULL; node = node->next)
        checksum = checksum_byte(checksum, (uint8_t)node->key);
    list = sort(list, by_place);
    return checksum_word(checksum, (uint32_t)list->key);
}
