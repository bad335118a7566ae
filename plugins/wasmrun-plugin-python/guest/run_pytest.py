# Runs pytest with the arguments. What it takes for granted and WASI lacks: users, a device that swallows everything, and descriptors that
# can be copied.
import os
import sys

# What pytest takes for a user that is not known.
os.getuid = lambda: -1
os.devnull = "/tmp/null"

import pytest

sys.exit(pytest.main(["--capture=sys", "-p", "no:faulthandler", "-p", "no:cacheprovider", *sys.argv[1:]]))
