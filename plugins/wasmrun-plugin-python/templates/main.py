import sys

names = sys.argv[1:]
if not names:
    print("Hello from {{name}}!")
for name in names:
    print(f"Hello, {name}!")
