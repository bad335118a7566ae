/* A camera that circles a point, always looking at it. */
#ifndef CAMERA_H
#define CAMERA_H

#include "vector.h"

typedef struct {
    Vector target;
    double around;   /* degrees, counter-clockwise seen from above */
    double upwards;  /* degrees above the horizon, 2 to 85 */
    double distance; /* from the target, 3 to 40 */
} Camera;

typedef struct {
    Vector origin, direction; /* the direction has length 1 */
} Ray;

/* Where the camera stands and which way it faces, worked out once a frame. */
typedef struct {
    Vector origin, forward, right, up;
} View;

Camera camera_new(void);
void camera_turn(Camera *camera, double degrees);
void camera_lift(Camera *camera, double degrees);
void camera_zoom(Camera *camera, double factor);

View camera_view(const Camera *camera);

/* The ray through the picture's point (x, y): y is -1 to 1 from bottom to top, x in the same unit. */
Ray view_ray(const View *view, double x, double y);

#endif
