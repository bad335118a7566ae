# The guest begins in `/`; programs expect to begin in their project's folder.
import os

os.chdir("/app")

# What is in the archive of the standard library, as it was kept by `quick_start`.
if os.path.isdir("/wasmrun/encodings"):
    import encodings
    import marshal
    import zipimport

    with open("/wasmrun/archive.marshal", "rb") as kept:
        directories = marshal.loads(kept.read())
    zipimport._zip_directory_cache.update(directories)
    # Only the first of the encodings were kept.
    encodings.__path__.extend(archive + "/encodings" for archive in directories)
