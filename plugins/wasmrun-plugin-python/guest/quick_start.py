# Keeps what makes later starts quick: to read the directory of the standard library's archive takes longer than all else of a start.
import marshal
import os
import sys
import zipfile
import zipimport

ARCHIVE = next(path for path in sys.path if path.endswith(".zip"))
# What Python imports before `sitecustomize` can tell it the directory.
FIRST = ["encodings/__init__.pyc", "encodings/aliases.pyc", "encodings/utf_8.pyc"]


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def prepare(folder):
    encodings = folder + "/encodings"
    if os.path.isdir(encodings):
        return
    zipimport.zipimporter(ARCHIVE)
    write(folder + "/archive.marshal", marshal.dumps({ARCHIVE: zipimport._zip_directory_cache[ARCHIVE]}))
    os.makedirs(folder + "/new/encodings", exist_ok=True)
    with zipfile.ZipFile(ARCHIVE) as archive:
        for name in FIRST:
            write(f"{folder}/new/{name}", archive.read(name))
    # Whole or not at all: half of it would keep Python from starting.
    os.rename(folder + "/new/encodings", encodings)
