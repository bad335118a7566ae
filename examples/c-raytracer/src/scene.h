/* What there is to see: balls on a chequered floor, a sky and a lamp. */
#ifndef SCENE_H
#define SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include "vector.h"

enum { SCENE_BALLS = 64 };

typedef struct {
    Vector centre;
    double radius;
    Vector colour; /* red, green, blue; 0 to 1 */
    double mirror; /* share of the light that is reflected, 0 to 1 */
} Ball;

typedef struct {
    const char *name;
    Ball balls[SCENE_BALLS];
    size_t count;
    double lamp_around; /* degrees; the lamp stays at one height */
} Scene;

/* Fills in one of the scenes that `scene_names` lists; false, with nothing changed, for another name. */
bool scene_load(Scene *scene, const char *name);
const char *const *scene_names(void);

/* False when there is no room for another ball. */
bool scene_add(Scene *scene, Ball ball);

/* Balls are numbered from 1. False when there is none of that number. */
bool scene_remove(Scene *scene, size_t number);

Vector scene_lamp(const Scene *scene);
Vector scene_sky(Vector direction);

/* A colour by name, such as "red"; false if it has no name here. */
bool scene_colour(const char *name, Vector *colour);

#endif
