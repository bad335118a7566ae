#include "trace.h"

enum { MOST_REFLECTIONS = 4 };

static const double FAR = 1e9;
/* Nearer hits are the surface that the ray has just left. */
static const double NEAR = 1e-6;

typedef struct {
    double distance;
    Vector point, normal, colour;
    double mirror;
} Hit;

/* The distance along the ray to the ball's near side, or FAR. */
static double meet_ball(const Ball *ball, Ray ray)
{
    Vector to_centre = subtract(ball->centre, ray.origin);
    double along = dot(to_centre, ray.direction);
    double inside = ball->radius * ball->radius - (dot(to_centre, to_centre) - along * along);
    if (inside < 0.0)
        return FAR;
    double half = sqrt(inside);
    if (along - half > NEAR)
        return along - half;
    return along + half > NEAR ? along + half : FAR;
}

static double meet_floor(Ray ray)
{
    if (ray.direction.y >= 0.0)
        return FAR;
    double distance = -ray.origin.y / ray.direction.y;
    return distance > NEAR ? distance : FAR;
}

static Vector floor_colour(Vector point)
{
    double tile = floor(point.x) + floor(point.z);
    return fmod(tile, 2.0) == 0.0 ? vector(0.78, 0.76, 0.72) : vector(0.20, 0.22, 0.27);
}

static Hit nearest(const Scene *scene, Ray ray)
{
    const Ball *ball = NULL;
    Hit hit = {.distance = meet_floor(ray)};
    for (size_t i = 0; i < scene->count; i++) {
        double distance = meet_ball(&scene->balls[i], ray);
        if (distance < hit.distance) {
            hit.distance = distance;
            ball = &scene->balls[i];
        }
    }
    if (hit.distance == FAR)
        return hit;
    hit.point = add(ray.origin, scale(ray.direction, hit.distance));
    if (ball != NULL) {
        hit.normal = scale(subtract(hit.point, ball->centre), 1.0 / ball->radius);
        hit.colour = ball->colour;
        hit.mirror = ball->mirror;
    } else {
        hit.normal = vector(0.0, 1.0, 0.0);
        hit.colour = floor_colour(hit.point);
        hit.mirror = 0.08;
    }
    return hit;
}

static bool in_shadow(const Scene *scene, Ray ray, double lamp_distance)
{
    for (size_t i = 0; i < scene->count; i++)
        if (meet_ball(&scene->balls[i], ray) < lamp_distance)
            return true;
    return false;
}

/* The light that the surface itself sends back: from the sky, and from the lamp unless it is hidden. */
static Vector shade(const Scene *scene, const Hit *hit, Vector direction, unsigned long *rays)
{
    Vector to_lamp = subtract(scene_lamp(scene), hit->point);
    double lamp_distance = length(to_lamp);
    to_lamp = scale(to_lamp, 1.0 / lamp_distance);
    Vector light = scale(vector(0.62, 0.72, 0.90), 0.22 + 0.12 * hit->normal.y);
    double facing = dot(hit->normal, to_lamp), shine = 0.0;
    if (facing > 0.0) {
        ++*rays;
        if (!in_shadow(scene, (Ray){hit->point, to_lamp}, lamp_distance)) {
            light = add(light, scale(vector(1.0, 0.95, 0.84), 0.95 * facing));
            double glance = dot(reflect(direction, hit->normal), to_lamp);
            if (glance > 0.0 && hit->mirror > 0.1) {
                for (int power = 1; power < 64; power *= 2)
                    glance *= glance;
                shine = 0.8 * glance;
            }
        }
    }
    return add(multiply(hit->colour, light), vector(shine, shine, shine));
}

Vector trace(const Scene *scene, Ray ray, unsigned long *rays)
{
    Vector seen = vector(0.0, 0.0, 0.0);
    double share = 1.0; /* of the light that still comes to the eye after the reflections so far */
    for (int bounce = 0; bounce <= MOST_REFLECTIONS; bounce++) {
        ++*rays;
        Hit hit = nearest(scene, ray);
        Vector sky = scene_sky(ray.direction);
        if (hit.distance == FAR)
            return add(seen, scale(sky, share));
        Vector own = shade(scene, &hit, ray.direction, rays);
        double haze = hit.distance / (hit.distance + 60.0);
        own = blend(own, sky, haze);
        seen = add(seen, scale(own, share * (1.0 - hit.mirror)));
        share *= hit.mirror * (1.0 - haze);
        if (share < 0.01)
            break;
        ray = (Ray){hit.point, reflect(ray.direction, hit.normal)};
    }
    return seen;
}
