# Compiles the files whose paths stand, a line each, in the file that the argument names, and writes what is wrong with each as a
# line of JSON.
import json
import sys
import warnings

import quick_start


def place(path, line, column, end_line, end_column):
    return {"file": path, "line": line, "column": column, "end_line": end_line, "end_column": end_column}


def report(severity, message, where):
    print(json.dumps({"severity": severity, "message": message, **where}))


def check(path):
    with open("/app/" + path, "rb") as file:
        source = file.read()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(source, path, "exec", dont_inherit=True)
        except SyntaxError as error:
            report("error", error.msg, place(path, error.lineno, error.offset, error.end_lineno, error.end_offset))
        except ValueError as error:
            report("error", str(error), place(path, 1, 1, None, None))
    for warning in caught:
        report("warning", str(warning.message), place(path, warning.lineno, 1, None, None))


quick_start.prepare("/wasmrun")
with open(sys.argv[1], encoding="utf-8") as listed:
    for line in listed.read().splitlines():
        check(line)
