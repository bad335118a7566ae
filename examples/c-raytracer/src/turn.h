/* Sine and cosine of an angle in degrees, the same to the last bit with every C library. */
#ifndef TURN_H
#define TURN_H

typedef struct {
    double sine, cosine;
} Turn;

Turn turn(double degrees);

#endif
