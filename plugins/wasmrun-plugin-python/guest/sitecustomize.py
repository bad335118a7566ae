# The guest begins in `/`; programs expect to begin in their project's folder.
import os

os.chdir("/app")
