/* Linked lists: building, searching, reversing, sorting by merging. */
#ifndef LIST_H
#define LIST_H

#include <stdint.h>

uint16_t list_round(uint16_t checksum, uint32_t *random);

#endif
