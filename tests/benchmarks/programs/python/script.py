"""Dictionaries, classes, comprehensions, text, generators: what Python programs do all day."""

import json
import re
from collections import Counter, defaultdict
from heapq import heappop, heappush


class Random:
    def __init__(self, state):
        self.state = state

    def below(self, limit):
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return self.state // 65536 % limit


random = Random(42)

# A weighted graph, and the shortest ways through it.
graph = defaultdict(list)
for node in range(1500):
    for _ in range(4):
        graph[node].append((random.below(1500), 1 + random.below(99)))
distance = {}
queue = [(0, 0)]
while queue:
    so_far, node = heappop(queue)
    if node in distance:
        continue
    distance[node] = so_far
    for neighbour, weight in graph[node]:
        if neighbour not in distance:
            heappush(queue, (so_far + weight, neighbour))
print("ways", len(distance), sum(distance.values()), max(distance.values()))

# Words counted and sorted.
words = Counter("".join(chr(97 + random.below(8)) for _ in range(3)) for _ in range(8000))
print("words", len(words), sorted(words.items(), key=lambda item: (-item[1], item[0]))[:2])

# Text.
records = [{"id": i, "name": f"item-{random.below(1000)}", "price": random.below(9999) / 100} for i in range(800)]
text = json.dumps(records)
print("text", len(text), sum(int(digits) for digits in re.findall(r"item-(\d*7)\b", text)), json.loads(text) == records)


# Generators and big numbers.
def primes():
    seen = []
    candidate = 2
    while True:
        if all(candidate % prime for prime in seen if prime * prime <= candidate):
            seen.append(candidate)
            yield candidate
        candidate += 1


product = 1
for prime, _ in zip(primes(), range(150)):
    product *= prime
print("product", len(str(product)), product % 1000003)

# Exceptions.
caught = 0
for i in range(3000):
    try:
        caught += 10 // (i % 4)
    except ZeroDivisionError:
        caught += 100
print("caught", caught)
