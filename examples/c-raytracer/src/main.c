/* A ray tracer in the terminal: it draws a scene, then takes commands until its input ends. */
#include <stdio.h>
#include <string.h>

#include "command.h"

static const char USAGE[] = "usage: raytracer [--plain] [--size WIDTHxHEIGHT] [--detail 1-4]\n";

static bool read_arguments(Studio *studio, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--plain") == 0) {
            studio->plain = true;
        } else if (strcmp(arguments[i], "--size") == 0 && i + 1 < count) {
            if (!studio_resize(studio, arguments[++i]))
                return false;
        } else if (strcmp(arguments[i], "--detail") == 0 && i + 1 < count) {
            const char *detail = arguments[++i];
            if (detail[0] < '1' || detail[0] > '0' + DETAIL_MOST || detail[1] != '\0')
                return false;
            studio->detail = detail[0] - '0';
        } else {
            return false;
        }
    }
    return true;
}

/* Reads a line, and drops what is too long of it. False at the end of the input. */
static bool read_line(char *line, int size)
{
    if (fgets(line, size, stdin) == NULL)
        return false;
    if (strchr(line, '\n') == NULL)
        for (int c = getchar(); c != '\n' && c != EOF; c = getchar())
            ;
    return true;
}

int main(int count, char **arguments)
{
    static Studio studio; /* its picture is too large for a small stack */
    studio_open(&studio);
    if (!read_arguments(&studio, count, arguments)) {
        fputs(USAGE, stderr);
        return 2;
    }
    studio_draw(&studio);
    puts("`help` lists the commands.");

    char line[256];
    while (!studio.over) {
        fputs("> ", stdout);
        fflush(stdout);
        if (!read_line(line, sizeof line)) {
            putchar('\n');
            break;
        }
        studio_obey(&studio, line);
    }
    return ferror(stdin) || fflush(stdout) != 0 ? 1 : 0;
}
