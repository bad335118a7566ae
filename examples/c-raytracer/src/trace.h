/* Follows a ray of light backwards, from the eye to where it came from. */
#ifndef TRACE_H
#define TRACE_H

#include "camera.h"
#include "scene.h"

/* The colour seen along the ray; adds the rays it took to `*rays`. */
Vector trace(const Scene *scene, Ray ray, unsigned long *rays);

#endif
