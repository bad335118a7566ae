/*
 * Floating point: bodies that attract each other, moved by the leapfrog method.
 *
 * The bodies start on a slightly disturbed ring; mass, distance and time have no units. Energy is
 * printed before and after, so that a wrong result shows.
 */
#include <math.h>
#include <stdio.h>

enum { BODIES = 6, STEPS = 400000 };

typedef struct {
    double position[3], velocity[3], mass;
} Body;

static Body bodies[BODIES];

static void place(void)
{
    /* The direction is turned by a sixth of a circle with constants, as sines differ between C libraries in the last bit. */
    double x = 1, y = 0;
    for (int i = 0; i < BODIES; i++) {
        double radius = 4.0 + 0.125 * i;
        bodies[i].position[0] = radius * x;
        bodies[i].position[1] = radius * y;
        bodies[i].position[2] = 0.0625 * (i % 3 - 1);
        bodies[i].velocity[0] = -0.5 * y;
        bodies[i].velocity[1] = 0.5 * x;
        bodies[i].mass = 0.25 + 0.125 * i;
        double turned = 0.5 * x - 0.8660254037844386 * y;
        y = 0.8660254037844386 * x + 0.5 * y;
        x = turned;
    }
}

/* Changes each velocity by what attraction does in `time`. */
static void attract(double time)
{
    for (int i = 0; i < BODIES; i++) {
        for (int j = i + 1; j < BODIES; j++) {
            double apart[3], square = 0.015625;
            for (int k = 0; k < 3; k++) {
                apart[k] = bodies[j].position[k] - bodies[i].position[k];
                square += apart[k] * apart[k];
            }
            double pull = time / (square * sqrt(square));
            for (int k = 0; k < 3; k++) {
                bodies[i].velocity[k] += apart[k] * pull * bodies[j].mass;
                bodies[j].velocity[k] -= apart[k] * pull * bodies[i].mass;
            }
        }
    }
}

static void drift(double time)
{
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++)
            bodies[i].position[k] += bodies[i].velocity[k] * time;
}

static double energy(void)
{
    double sum = 0;
    for (int i = 0; i < BODIES; i++) {
        double speed = 0;
        for (int k = 0; k < 3; k++)
            speed += bodies[i].velocity[k] * bodies[i].velocity[k];
        sum += 0.5 * bodies[i].mass * speed;
        for (int j = i + 1; j < BODIES; j++) {
            double square = 0.015625;
            for (int k = 0; k < 3; k++) {
                double apart = bodies[j].position[k] - bodies[i].position[k];
                square += apart * apart;
            }
            sum -= bodies[i].mass * bodies[j].mass / sqrt(square);
        }
    }
    return sum;
}

int main(void)
{
    const double time = 0.0009765625;
    place();
    printf("energy before %.9f\n", energy());
    for (int step = 0; step < STEPS; step++) {
        drift(time / 2);
        attract(time);
        drift(time / 2);
    }
    printf("energy after  %.9f\n", energy());
    for (int i = 0; i < BODIES; i++)
        printf("%d %.9f %.9f %.9f\n", i, bodies[i].position[0], bodies[i].position[1], bodies[i].position[2]);
    return 0;
}
