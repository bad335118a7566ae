/*
 * An interpreter inside the interpreter: a stack machine whose switch becomes one big br_table.
 *
 * Its program adds up the lengths of the Collatz sequences of all numbers below a limit. An
 * instruction is an operation and an operand; a jump's operand is the index of an instruction.
 */
#include <stdint.h>
#include <stdio.h>

enum { LIMIT = 18000, STACK = 16 };

enum { NUMBER, CURRENT, TOTAL, VARIABLES };

typedef enum { PUSH, LOAD, STORE, ADD, MULTIPLY, HALVE, IS_ODD, LESS, JUMP, JUMP_IF_ZERO, HALT } Operation;

typedef struct {
    Operation operation;
    uint32_t operand;
} Instruction;

static const Instruction program[] = {
    /*  0: for each number */
    {PUSH, 1}, {STORE, NUMBER},
    {LOAD, NUMBER}, {PUSH, LIMIT}, {LESS, 0}, {JUMP_IF_ZERO, 35},
    {LOAD, NUMBER}, {STORE, CURRENT},
    /*  8: while it is more than 1 */
    {PUSH, 1}, {LOAD, CURRENT}, {LESS, 0}, {JUMP_IF_ZERO, 30},
    {LOAD, CURRENT}, {IS_ODD, 0}, {JUMP_IF_ZERO, 22},
    /* 15: three times it and one when it is odd */
    {LOAD, CURRENT}, {PUSH, 3}, {MULTIPLY, 0}, {PUSH, 1}, {ADD, 0}, {STORE, CURRENT}, {JUMP, 25},
    /* 22: else its half */
    {LOAD, CURRENT}, {HALVE, 0}, {STORE, CURRENT},
    /* 25: one step more */
    {LOAD, TOTAL}, {PUSH, 1}, {ADD, 0}, {STORE, TOTAL}, {JUMP, 8},
    /* 30: the next number */
    {LOAD, NUMBER}, {PUSH, 1}, {ADD, 0}, {STORE, NUMBER}, {JUMP, 2},
    /* 35 */
    {HALT, 0},
};

static uint32_t variables[VARIABLES];

/* The number of instructions run. */
static uint64_t run(const Instruction *code)
{
    uint32_t stack[STACK], *top = stack;
    uint64_t count = 0;
    for (const Instruction *at = code;; at++) {
        count++;
        switch (at->operation) {
        case PUSH: *top++ = at->operand; break;
        case LOAD: *top++ = variables[at->operand]; break;
        case STORE: variables[at->operand] = *--top; break;
        case ADD: top--, top[-1] += top[0]; break;
        case MULTIPLY: top--, top[-1] *= top[0]; break;
        case HALVE: top[-1] /= 2; break;
        case IS_ODD: top[-1] %= 2; break;
        case LESS: top--, top[-1] = top[-1] < top[0]; break;
        case JUMP: at = code + at->operand - 1; break;
        case JUMP_IF_ZERO:
            if (*--top == 0)
                at = code + at->operand - 1;
            break;
        case HALT: return count;
        }
    }
}

int main(void)
{
    uint64_t count = run(program);
    printf("steps %u, instructions %llu\n", variables[TOTAL], (unsigned long long)count);
    return 0;
}
