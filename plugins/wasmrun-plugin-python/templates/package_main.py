import sys

from . import greeting

for name in sys.argv[1:] or ["{{name}}"]:
    print(greeting(name))
