/* The commands that a person types, and what they change. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

#include "camera.h"
#include "picture.h"
#include "scene.h"

enum { DETAIL_MOST = 4 };

typedef struct {
    Scene scene;
    Camera camera;
    Picture picture;
    int detail; /* rays a pixel, in each direction */
    bool plain; /* characters instead of colours */
    bool over;
} Studio;

void studio_open(Studio *studio);

/* Renders and shows the picture, with a line about it. */
void studio_draw(Studio *studio);

/* "64x40": false if it is not a size, or one that is too large. */
bool studio_resize(Studio *studio, const char *size);

/* Obeys one line of input, which may be empty; the line is cut into words in place. */
void studio_obey(Studio *studio, char *line);

#endif
