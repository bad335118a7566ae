/* Three-dimensional vectors, used for points, directions and colours alike. */
#ifndef VECTOR_H
#define VECTOR_H

#include <math.h>

typedef struct {
    double x, y, z;
} Vector;

static inline Vector vector(double x, double y, double z) { return (Vector){x, y, z}; }
static inline Vector add(Vector a, Vector b) { return vector(a.x + b.x, a.y + b.y, a.z + b.z); }
static inline Vector subtract(Vector a, Vector b) { return vector(a.x - b.x, a.y - b.y, a.z - b.z); }
static inline Vector scale(Vector a, double by) { return vector(a.x * by, a.y * by, a.z * by); }
static inline Vector multiply(Vector a, Vector b) { return vector(a.x * b.x, a.y * b.y, a.z * b.z); }
static inline double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

static inline Vector cross(Vector a, Vector b)
{
    return vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline double length(Vector a) { return sqrt(dot(a, a)); }
static inline Vector unit(Vector a) { return scale(a, 1.0 / length(a)); }

/* `a` where `t` is 0, `b` where it is 1. */
static inline Vector blend(Vector a, Vector b, double t) { return add(scale(a, 1.0 - t), scale(b, t)); }

/* The direction `incoming` takes after it meets a mirror with this unit normal. */
static inline Vector reflect(Vector incoming, Vector normal)
{
    return subtract(incoming, scale(normal, 2.0 * dot(incoming, normal)));
}

#endif
