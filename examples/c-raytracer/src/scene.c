#include "scene.h"

#include <string.h>

#include "turn.h"

/* As bright as on the screen; as light, it is the square of that. */
static const struct {
    const char *name;
    Vector colour;
} COLOURS[] = {
    {"red", {0.90, 0.16, 0.14}},    {"orange", {0.98, 0.55, 0.10}}, {"yellow", {0.95, 0.83, 0.22}},
    {"green", {0.20, 0.70, 0.28}},  {"teal", {0.10, 0.62, 0.62}},   {"blue", {0.15, 0.36, 0.88}},
    {"violet", {0.55, 0.25, 0.80}}, {"pink", {0.95, 0.45, 0.65}},   {"white", {0.94, 0.94, 0.92}},
    {"grey", {0.55, 0.56, 0.58}},   {"black", {0.06, 0.06, 0.07}},  {"steel", {0.75, 0.79, 0.83}},
};

bool scene_colour(const char *name, Vector *colour)
{
    for (size_t i = 0; i < sizeof COLOURS / sizeof *COLOURS; i++) {
        if (strcmp(COLOURS[i].name, name) == 0) {
            *colour = multiply(COLOURS[i].colour, COLOURS[i].colour);
            return true;
        }
    }
    return false;
}

static void put(Scene *scene, double x, double y, double z, double radius, const char *colour, double mirror)
{
    Ball ball = {.centre = vector(x, y, z), .radius = radius, .mirror = mirror};
    if (scene_colour(colour, &ball.colour))
        scene_add(scene, ball);
}

static void marbles(Scene *scene)
{
    put(scene, 0.0, 1.4, 0.0, 1.4, "steel", 0.75);
    put(scene, 2.3, 0.8, 1.0, 0.8, "red", 0.25);
    put(scene, -2.2, 0.9, 0.7, 0.9, "blue", 0.3);
    put(scene, 0.9, 0.5, 2.1, 0.5, "yellow", 0.15);
    put(scene, -0.9, 0.4, 2.2, 0.4, "green", 0.15);
    put(scene, -1.2, 0.7, -2.3, 0.7, "violet", 0.2);
    put(scene, 1.9, 0.6, -1.8, 0.6, "orange", 0.2);
}

static void snowman(Scene *scene)
{
    put(scene, 0.0, 1.0, 0.0, 1.1, "white", 0.02);
    put(scene, 0.0, 2.3, 0.0, 0.75, "white", 0.02);
    put(scene, 0.0, 3.25, 0.0, 0.5, "white", 0.02);
    put(scene, 0.0, 3.25, 0.62, 0.13, "orange", 0.0);
    put(scene, -0.18, 3.42, 0.42, 0.07, "black", 0.3);
    put(scene, 0.18, 3.42, 0.42, 0.07, "black", 0.3);
    put(scene, 0.0, 2.5, 0.72, 0.08, "black", 0.3);
    put(scene, 0.0, 2.15, 0.74, 0.08, "black", 0.3);
    put(scene, 1.9, 0.45, 0.9, 0.45, "red", 0.4);
    put(scene, -1.8, 0.35, 1.1, 0.35, "green", 0.4);
}

/* Cannon balls, as they were stacked on ships. */
static void pyramid(Scene *scene)
{
    static const char *const LAYERS[] = {"blue", "teal", "yellow", "red"};
    const double radius = 0.5, layer_height = 0.70710678118654752; /* radius * sqrt(2) */
    for (int layer = 0; layer < 4; layer++) {
        int side = 4 - layer;
        for (int cell = 0; cell < side * side; cell++) {
            double x = (cell % side) - (side - 1) / 2.0, z = (cell / side) - (side - 1) / 2.0;
            put(scene, x, radius + layer * layer_height, z, radius, LAYERS[layer], 0.2);
        }
    }
}

static const char *const NAMES[] = {"marbles", "snowman", "pyramid", NULL};

const char *const *scene_names(void) { return NAMES; }

bool scene_load(Scene *scene, const char *name)
{
    static void (*const FILLS[])(Scene *) = {marbles, snowman, pyramid};
    for (size_t i = 0; NAMES[i] != NULL; i++) {
        if (strcmp(NAMES[i], name) == 0) {
            *scene = (Scene){.name = NAMES[i], .lamp_around = 70.0};
            FILLS[i](scene);
            return true;
        }
    }
    return false;
}

bool scene_add(Scene *scene, Ball ball)
{
    if (scene->count == SCENE_BALLS)
        return false;
    scene->balls[scene->count++] = ball;
    return true;
}

bool scene_remove(Scene *scene, size_t number)
{
    if (number < 1 || number > scene->count)
        return false;
    memmove(&scene->balls[number - 1], &scene->balls[number], (scene->count - number) * sizeof(Ball));
    scene->count--;
    return true;
}

Vector scene_lamp(const Scene *scene)
{
    Turn around = turn(scene->lamp_around);
    return vector(9.0 * around.sine, 8.0, 9.0 * around.cosine);
}

Vector scene_sky(Vector direction)
{
    double height = direction.y < 0.0 ? 0.0 : direction.y;
    return blend(vector(0.86, 0.72, 0.58), vector(0.16, 0.34, 0.66), sqrt(height));
}
