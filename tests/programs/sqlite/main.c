/*
 * Runs the SQL that comes on standard input against one database file.
 *
 * Rows are printed as the sqlite3 shell's list mode does: columns joined by `|`, a row a line. The
 * first error ends the program with status 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

typedef struct {
    char *bytes;
    size_t length, room;
} Text;

/* False when memory ran out. */
static int append(Text *text, const char *bytes, size_t length)
{
    if (text->length + length + 1 > text->room) {
        size_t room = (text->length + length + 1) * 2;
        char *larger = realloc(text->bytes, room);
        if (larger == NULL)
            return 0;
        text->bytes = larger;
        text->room = room;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
    return 1;
}

static int print_row(void *unused, int count, char **values, char **names)
{
    (void)unused, (void)names;
    for (int i = 0; i < count; i++)
        printf("%s%s", i == 0 ? "" : "|", values[i] == NULL ? "" : values[i]);
    putchar('\n');
    return 0;
}

static int run(sqlite3 *database, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(database, sql, print_row, NULL, &message) == SQLITE_OK)
        return 1;
    fflush(stdout);
    fprintf(stderr, "error: %s\n", message != NULL ? message : sqlite3_errmsg(database));
    sqlite3_free(message);
    return 0;
}

/* Runs each statement as soon as its last line is read, so that it can be used by hand. */
static int run_lines(sqlite3 *database, FILE *input)
{
    char line[4096];
    Text sql = {0};
    int fine = 1;
    while (fine && fgets(line, sizeof line, input) != NULL) {
        fine = append(&sql, line, strlen(line));
        if (!fine) {
            fputs("error: out of memory\n", stderr);
        } else if (sqlite3_complete(sql.bytes)) {
            fine = run(database, sql.bytes);
            fflush(stdout);
            sql.length = 0;
        }
    }
    if (fine && sql.length > 0)
        fine = run(database, sql.bytes);
    free(sql.bytes);
    return fine;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fputs("usage: sqlite DATABASE < SCRIPT\n", stderr);
        return 2;
    }
    sqlite3 *database;
    if (sqlite3_open(arguments[1], &database) != SQLITE_OK) {
        fprintf(stderr, "error: cannot open `%s`: %s\n", arguments[1], sqlite3_errmsg(database));
        sqlite3_close(database);
        return 1;
    }
    int fine = run_lines(database, stdin);
    if (sqlite3_close(database) != SQLITE_OK)
        fine = 0;
    return fine ? 0 : 1;
}
