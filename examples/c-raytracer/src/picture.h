/* A grid of pixels, and the ways to show it. */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>
#include <stdio.h>

#include "camera.h"
#include "scene.h"

enum { PICTURE_WIDEST = 320, PICTURE_TALLEST = 240 };

typedef struct {
    unsigned char red, green, blue;
} Pixel;

typedef struct {
    int width, height; /* in pixels; a character cell shows two, one above the other */
    Pixel pixels[PICTURE_WIDEST * PICTURE_TALLEST];
} Picture;

/* Renders with `detail` times `detail` rays a pixel; returns how many rays were followed in all. */
unsigned long picture_render(Picture *picture, const Scene *scene, const Camera *camera, int detail);

/* In 24-bit colour, two pixels to a character. */
void picture_show(const Picture *picture, FILE *to);

/* In plain characters, from dark to light. */
void picture_show_plain(const Picture *picture, FILE *to);

/* As a binary PPM file; false if it could not be written. */
bool picture_save(const Picture *picture, const char *path);

#endif
