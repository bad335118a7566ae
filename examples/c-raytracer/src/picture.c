#include "picture.h"

#include "trace.h"

/* Light adds up linearly, screens do not show it so: the square root is close to their curve. */
static unsigned char screen_level(double light)
{
    if (light <= 0.0)
        return 0;
    return light >= 1.0 ? 255 : (unsigned char)(sqrt(light) * 255.0 + 0.5);
}

static Vector render_pixel(const Picture *picture, const Scene *scene, const View *view, int column, int row,
                           int detail, unsigned long *rays)
{
    Vector sum = vector(0.0, 0.0, 0.0);
    for (int sample = 0; sample < detail * detail; sample++) {
        double across = column + (sample % detail + 0.5) / detail;
        double down = row + (sample / detail + 0.5) / detail;
        double x = (2.0 * across - picture->width) / picture->height;
        double y = 1.0 - 2.0 * down / picture->height;
        sum = add(sum, trace(scene, view_ray(view, x, y), rays));
    }
    return scale(sum, 1.0 / (detail * detail));
}

unsigned long picture_render(Picture *picture, const Scene *scene, const Camera *camera, int detail)
{
    View view = camera_view(camera);
    unsigned long rays = 0;
    for (int row = 0; row < picture->height; row++) {
        for (int column = 0; column < picture->width; column++) {
            Vector light = render_pixel(picture, scene, &view, column, row, detail, &rays);
            picture->pixels[row * picture->width + column] =
                (Pixel){screen_level(light.x), screen_level(light.y), screen_level(light.z)};
        }
    }
    return rays;
}

static bool same(Pixel a, Pixel b) { return a.red == b.red && a.green == b.green && a.blue == b.blue; }

void picture_show(const Picture *picture, FILE *to)
{
    for (int row = 0; row + 1 < picture->height; row += 2) {
        const Pixel *upper = &picture->pixels[row * picture->width], *lower = upper + picture->width;
        for (int column = 0; column < picture->width; column++) {
            /* A colour stays set until the next one: only changes are written. */
            if (column == 0 || !same(upper[column], upper[column - 1]))
                fprintf(to, "\x1b[38;2;%d;%d;%dm", upper[column].red, upper[column].green, upper[column].blue);
            if (column == 0 || !same(lower[column], lower[column - 1]))
                fprintf(to, "\x1b[48;2;%d;%d;%dm", lower[column].red, lower[column].green, lower[column].blue);
            fputs("\u2580", to); /* upper half block */
        }
        fputs("\x1b[0m\n", to);
    }
}

void picture_show_plain(const Picture *picture, FILE *to)
{
    static const char SHADES[] = " .:-=+*#%@";
    for (int row = 0; row + 1 < picture->height; row += 2) {
        const Pixel *upper = &picture->pixels[row * picture->width], *lower = upper + picture->width;
        for (int column = 0; column < picture->width; column++) {
            int red = upper[column].red + lower[column].red, green = upper[column].green + lower[column].green;
            int blue = upper[column].blue + lower[column].blue;
            int brightness = (3 * red + 6 * green + blue) / 20; /* as bright as it looks, 0 to 255 */
            fputc(SHADES[brightness * 10 / 256], to);
        }
        fputc('\n', to);
    }
}

bool picture_save(const Picture *picture, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return false;
    fprintf(file, "P6\n%d %d\n255\n", picture->width, picture->height);
    for (int i = 0; i < picture->width * picture->height; i++) {
        Pixel pixel = picture->pixels[i];
        unsigned char bytes[] = {pixel.red, pixel.green, pixel.blue};
        fwrite(bytes, 1, sizeof bytes, file);
    }
    bool written = !ferror(file);
    return fclose(file) == 0 && written;
}
