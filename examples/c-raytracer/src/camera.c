#include "camera.h"

#include "turn.h"

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

Camera camera_new(void)
{
    return (Camera){.target = vector(0.0, 0.9, 0.0), .around = 25.0, .upwards = 18.0, .distance = 8.5};
}

void camera_turn(Camera *camera, double degrees)
{
    camera->around = fmod(camera->around + degrees, 360.0);
}

void camera_lift(Camera *camera, double degrees)
{
    camera->upwards = clamp(camera->upwards + degrees, 2.0, 85.0);
}

void camera_zoom(Camera *camera, double factor)
{
    camera->distance = clamp(camera->distance * factor, 3.0, 40.0);
}

View camera_view(const Camera *camera)
{
    Turn around = turn(camera->around), upwards = turn(camera->upwards);
    Vector away = vector(around.sine * upwards.cosine, upwards.sine, around.cosine * upwards.cosine);
    View view = {.origin = add(camera->target, scale(away, camera->distance)), .forward = scale(away, -1.0)};
    view.right = unit(cross(view.forward, vector(0.0, 1.0, 0.0)));
    view.up = cross(view.right, view.forward);
    return view;
}

Ray view_ray(const View *view, double x, double y)
{
    /* The picture stands 2.2 in front of the eye, which sees 49 degrees from bottom to top. */
    Vector sideways = add(scale(view->right, x), scale(view->up, y));
    return (Ray){view->origin, unit(add(scale(view->forward, 2.2), sideways))};
}
