/* Runs the JavaScript program that comes on standard input; `print` writes its arguments as a line. */
#include <stdio.h>
#include <stdlib.h>

#include "quickjs.h"

static JSValue print(JSContext *context, JSValueConst this, int count, JSValueConst *values)
{
    (void)this;
    for (int i = 0; i < count; i++) {
        const char *text = JS_ToCString(context, values[i]);
        if (text == NULL)
            return JS_EXCEPTION;
        printf("%s%s", i == 0 ? "" : " ", text);
        JS_FreeCString(context, text);
    }
    putchar('\n');
    return JS_UNDEFINED;
}

/* All of a stream, with a zero byte at its end; null when memory ran out. */
static char *read_all(FILE *stream, size_t *length)
{
    size_t room = 1 << 16;
    char *text = malloc(room);
    *length = 0;
    while (text != NULL) {
        *length += fread(text + *length, 1, room - *length - 1, stream);
        if (*length + 1 < room)
            break;
        char *larger = realloc(text, room *= 2);
        if (larger == NULL)
            free(text);
        text = larger;
    }
    if (text != NULL)
        text[*length] = '\0';
    return text;
}

static void report(JSContext *context)
{
    JSValue exception = JS_GetException(context);
    const char *message = JS_ToCString(context, exception);
    fprintf(stderr, "error: %s\n", message != NULL ? message : "unknown");
    JS_FreeCString(context, message);
    JS_FreeValue(context, exception);
}

int main(void)
{
    size_t length;
    char *script = read_all(stdin, &length);
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *context = runtime != NULL ? JS_NewContext(runtime) : NULL;
    if (script == NULL || context == NULL) {
        fputs("error: out of memory\n", stderr);
        return 1;
    }
    JSValue global = JS_GetGlobalObject(context);
    JS_SetPropertyStr(context, global, "print", JS_NewCFunction(context, print, "print", 1));
    JS_FreeValue(context, global);
    JSValue result = JS_Eval(context, script, length, "script.js", JS_EVAL_TYPE_GLOBAL);
    int failed = JS_IsException(result);
    if (failed)
        report(context);
    JS_FreeValue(context, result);
    JS_FreeContext(context);
    JS_FreeRuntime(runtime);
    free(script);
    return failed;
}
