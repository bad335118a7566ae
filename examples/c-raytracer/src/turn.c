#include "turn.h"

#include <math.h>

/*
 * The pictures are compared byte for byte in tests, and libm's last digit differs between C
 * libraries; additions and multiplications do not. So: the nearest quarter turn is taken off, which
 * leaves at most 45 degrees, and there nine terms of the series are exact to a double's precision.
 */
Turn turn(double degrees)
{
    const double radians_per_degree = 0.017453292519943295;
    double quarters = floor(degrees / 90.0 + 0.5);
    double angle = (degrees - quarters * 90.0) * radians_per_degree;
    double sine = 0.0, cosine = 0.0, term = 1.0;
    for (int power = 0; power < 18; power += 2) {
        cosine += term;
        term *= angle / (power + 1);
        sine += term;
        term *= -angle / (power + 2);
    }
    switch ((int)(quarters - 4.0 * floor(quarters / 4.0))) {
    case 1: return (Turn){cosine, -sine};
    case 2: return (Turn){-sine, -cosine};
    case 3: return (Turn){-cosine, sine};
    default: return (Turn){sine, cosine};
    }
}
