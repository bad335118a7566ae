# Runs the project that is packed into the module, as the interpreter would: `entry` and `names` are written before this text.
import os
import sys

os.chdir("/app")
sys.path[0:1] = paths
if entry == "script":
    sys.argv[0] = names[0]
    with open(names[0], "rb") as file:
        code = compile(file.read(), names[0], "exec")
    globals().update(__file__=names[0])
    del file
    exec(code)
elif entry == "module":
    import runpy

    runpy._run_module_as_main(names[0])
else:
    import importlib

    sys.argv[0] = names[0]
    sys.exit(getattr(importlib.import_module(names[0]), names[1])())
