/*
 * Runs the Lua program that comes on standard input.
 *
 * Of the libraries it opens those that need nothing of an operating system. See README.md for why a
 * Lua error ends the program.
 */
#include <stdio.h>

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

static const luaL_Reg libraries[] = {
    {LUA_GNAME, luaopen_base},
    {LUA_TABLIBNAME, luaopen_table},
    {LUA_STRLIBNAME, luaopen_string},
    {LUA_MATHLIBNAME, luaopen_math},
};

int main(void)
{
    lua_State *lua = luaL_newstate();
    if (lua == NULL) {
        fputs("error: out of memory\n", stderr);
        return 1;
    }
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        luaL_requiref(lua, libraries[i].name, libraries[i].func, 1);
        lua_pop(lua, 1);
    }
    int status = luaL_loadfile(lua, NULL);
    if (status == LUA_OK)
        status = lua_pcall(lua, 0, 0, 0);
    if (status != LUA_OK)
        fprintf(stderr, "error: %s\n", lua_tostring(lua, -1));
    lua_close(lua);
    return status == LUA_OK ? 0 : 1;
}
