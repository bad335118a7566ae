#include "command.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 8, MOST_FRAMES = 360 };

typedef struct {
    const char *name, *usage, *purpose;
    int least, most; /* number of arguments */
    /* False if the arguments make no sense; the usage is shown then. */
    bool (*obey)(Studio *studio, char **arguments, int count);
    bool draws; /* whether the picture changes */
} Command;

/* The finite number that the whole of `word` spells. */
static bool number(const char *word, double *value)
{
    char *end;
    *value = strtod(word, &end);
    return end != word && *end == '\0' && *value > -1e6 && *value < 1e6;
}

static bool obey_turn(Studio *studio, char **arguments, int count)
{
    double degrees = 30.0;
    if (count > 1 && !number(arguments[1], &degrees))
        return false;
    if (strcmp(arguments[0], "left") == 0)
        camera_turn(&studio->camera, -degrees);
    else if (strcmp(arguments[0], "right") == 0)
        camera_turn(&studio->camera, degrees);
    else if (strcmp(arguments[0], "up") == 0)
        camera_lift(&studio->camera, degrees);
    else if (strcmp(arguments[0], "down") == 0)
        camera_lift(&studio->camera, -degrees);
    else
        return false;
    return true;
}

static bool obey_zoom(Studio *studio, char **arguments, int count)
{
    (void)count;
    if (strcmp(arguments[0], "in") == 0)
        camera_zoom(&studio->camera, 0.75);
    else if (strcmp(arguments[0], "out") == 0)
        camera_zoom(&studio->camera, 1.0 / 0.75);
    else
        return false;
    return true;
}

static bool obey_lamp(Studio *studio, char **arguments, int count)
{
    double degrees = 45.0;
    if (count > 0 && !number(arguments[0], &degrees))
        return false;
    studio->scene.lamp_around = fmod(studio->scene.lamp_around + degrees, 360.0);
    return true;
}

static bool obey_scene(Studio *studio, char **arguments, int count)
{
    if (count == 1 && scene_load(&studio->scene, arguments[0]))
        return true;
    fputs("scenes:", stdout);
    for (const char *const *name = scene_names(); *name != NULL; name++)
        printf(" %s", *name);
    putchar('\n');
    return false;
}

/* add COLOUR X Z RADIUS [MIRROR]: the ball lies on the floor. */
static bool obey_add(Studio *studio, char **arguments, int count)
{
    double x, z, radius, mirror = 0.2;
    Vector colour;
    if (!scene_colour(arguments[0], &colour) || !number(arguments[1], &x) || !number(arguments[2], &z) ||
        !number(arguments[3], &radius) || (count > 4 && !number(arguments[4], &mirror)))
        return false;
    if (radius < 0.05 || radius > 10.0 || mirror < 0.0 || mirror > 1.0)
        return false;
    if (!scene_add(&studio->scene, (Ball){vector(x, radius, z), radius, colour, mirror}))
        printf("no room: %d balls are the most\n", SCENE_BALLS);
    return true;
}

static bool obey_remove(Studio *studio, char **arguments, int count)
{
    (void)count;
    double ball;
    if (!number(arguments[0], &ball) || ball < 1.0)
        return false;
    if (!scene_remove(&studio->scene, (size_t)ball))
        printf("there is no ball %s\n", arguments[0]);
    return true;
}

static bool obey_list(Studio *studio, char **arguments, int count)
{
    (void)arguments, (void)count;
    for (size_t i = 0; i < studio->scene.count; i++) {
        const Ball *ball = &studio->scene.balls[i];
        printf("%3zu  at %6.2f %6.2f %6.2f  radius %.2f  mirror %2.0f %%  ", i + 1, ball->centre.x, ball->centre.y,
               ball->centre.z, ball->radius, ball->mirror * 100.0);
        if (studio->plain)
            printf("(%.2f, %.2f, %.2f)\n", ball->colour.x, ball->colour.y, ball->colour.z);
        else
            printf("\x1b[48;2;%d;%d;%dm    \x1b[0m\n", (int)(sqrt(ball->colour.x) * 255.0),
                   (int)(sqrt(ball->colour.y) * 255.0), (int)(sqrt(ball->colour.z) * 255.0));
    }
    return true;
}

/* Once around, each frame drawn over the one before it. */
static bool obey_spin(Studio *studio, char **arguments, int count)
{
    double frames = 24.0;
    if (count > 0 && !number(arguments[0], &frames))
        return false;
    if (frames < 1.0 || frames > MOST_FRAMES)
        return false;
    for (int frame = 0; frame < (int)frames; frame++) {
        camera_turn(&studio->camera, 360.0 / (int)frames);
        picture_render(&studio->picture, &studio->scene, &studio->camera, 1);
        if (studio->plain) {
            picture_show_plain(&studio->picture, stdout);
        } else {
            if (frame > 0)
                printf("\x1b[%dA", studio->picture.height / 2);
            picture_show(&studio->picture, stdout);
        }
        fflush(stdout);
    }
    return true;
}

static bool obey_detail(Studio *studio, char **arguments, int count)
{
    (void)count;
    double detail;
    if (!number(arguments[0], &detail) || detail < 1.0 || detail > DETAIL_MOST)
        return false;
    studio->detail = (int)detail;
    return true;
}

static bool obey_size(Studio *studio, char **arguments, int count)
{
    (void)count;
    return studio_resize(studio, arguments[0]);
}

static bool obey_plain(Studio *studio, char **arguments, int count)
{
    (void)arguments, (void)count;
    studio->plain = !studio->plain;
    return true;
}

static bool obey_draw(Studio *studio, char **arguments, int count)
{
    (void)studio, (void)arguments, (void)count;
    return true;
}

static bool obey_save(Studio *studio, char **arguments, int count)
{
    (void)count;
    if (picture_save(&studio->picture, arguments[0]))
        printf("saved %dx%d pixels in %s\n", studio->picture.width, studio->picture.height, arguments[0]);
    else
        printf("cannot write %s: is its folder open to this program?\n", arguments[0]);
    return true;
}

static bool obey_quit(Studio *studio, char **arguments, int count)
{
    (void)arguments, (void)count;
    studio->over = true;
    return true;
}

static bool obey_help(Studio *studio, char **arguments, int count);

static const Command COMMANDS[] = {
    {"turn", "turn left|right|up|down [DEGREES]", "walk around the scene", 1, 2, obey_turn, true},
    {"zoom", "zoom in|out", "come nearer, or go away", 1, 1, obey_zoom, true},
    {"lamp", "lamp [DEGREES]", "carry the lamp around", 0, 1, obey_lamp, true},
    {"spin", "spin [FRAMES]", "go once around, in so many pictures", 0, 1, obey_spin, true},
    {"scene", "scene NAME", "begin with another scene", 0, 1, obey_scene, true},
    {"add", "add COLOUR X Z RADIUS [MIRROR]", "lay a ball on the floor", 4, 5, obey_add, true},
    {"remove", "remove BALL", "take a ball away", 1, 1, obey_remove, true},
    {"list", "list", "show the balls and their numbers", 0, 0, obey_list, false},
    {"detail", "detail 1|2|3|4", "take more rays a pixel, for smoother edges", 1, 1, obey_detail, true},
    {"size", "size WIDTHxHEIGHT", "set the picture's size in pixels", 1, 1, obey_size, true},
    {"plain", "plain", "change between colours and characters", 0, 0, obey_plain, true},
    {"draw", "draw", "show the picture again", 0, 0, obey_draw, true},
    {"save", "save FILE.ppm", "write the picture to a file", 1, 1, obey_save, false},
    {"help", "help", "show this list", 0, 0, obey_help, false},
    {"quit", "quit", "end the program", 0, 0, obey_quit, false},
};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS };

static bool obey_help(Studio *studio, char **arguments, int count)
{
    (void)studio, (void)arguments, (void)count;
    for (int i = 0; i < COMMAND_COUNT; i++)
        printf("  %-34s %s\n", COMMANDS[i].usage, COMMANDS[i].purpose);
    return true;
}

void studio_open(Studio *studio)
{
    *studio = (Studio){.camera = camera_new(), .detail = 2};
    studio->picture.width = 76;
    studio->picture.height = 44;
    scene_load(&studio->scene, scene_names()[0]);
}

void studio_draw(Studio *studio)
{
    unsigned long rays = picture_render(&studio->picture, &studio->scene, &studio->camera, studio->detail);
    (studio->plain ? picture_show_plain : picture_show)(&studio->picture, stdout);
    printf("%s: %zu balls, %dx%d pixels, %lu rays\n", studio->scene.name, studio->scene.count, studio->picture.width,
           studio->picture.height, rays);
}

bool studio_resize(Studio *studio, const char *size)
{
    int width, height, used = 0;
    if (sscanf(size, "%5dx%5d%n", &width, &height, &used) != 2 || size[used] != '\0')
        return false;
    if (width < 8 || height < 8 || width > PICTURE_WIDEST || height > PICTURE_TALLEST)
        return false;
    studio->picture.width = width;
    studio->picture.height = height;
    return true;
}

void studio_obey(Studio *studio, char *line)
{
    char *words[MOST_WORDS];
    int count = 0;
    for (char *word = strtok(line, " \t\r\n"); word != NULL && count < MOST_WORDS; word = strtok(NULL, " \t\r\n"))
        words[count++] = word;
    if (count == 0)
        return;
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const Command *command = &COMMANDS[i];
        if (strcmp(command->name, words[0]) != 0)
            continue;
        int arguments = count - 1;
        if (arguments < command->least || arguments > command->most ||
            !command->obey(studio, words + 1, arguments))
            printf("usage: %s\n", command->usage);
        else if (command->draws)
            studio_draw(studio);
        return;
    }
    printf("`%s` is not a command; `help` lists them\n", words[0]);
}
