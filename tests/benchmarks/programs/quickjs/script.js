// Objects, closures, arrays, strings, regular expressions: what JavaScript programs do all day.
"use strict";

let random = 42;
function nextRandom(limit) {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return (random >>> 16) % limit;
}

// Classes and polymorphism.
class Shape {
  constructor(width, height) { this.width = width; this.height = height; }
  area() { return this.width * this.height; }
}
class Triangle extends Shape {
  area() { return super.area() / 2; }
}
let area = 0;
for (let i = 0; i < 60000; i++) {
  const shape = i % 3 === 0 ? new Triangle(i % 17, nextRandom(10)) : new Shape(i % 17, nextRandom(10));
  area += shape.area();
}
print("area", area);

// A map of words, sorted.
const counts = new Map();
for (let i = 0; i < 30000; i++) {
  const word = String.fromCharCode(97 + nextRandom(26)) + nextRandom(100);
  counts.set(word, (counts.get(word) ?? 0) + 1);
}
const words = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
print("words", words.length, words[0].join(":"), words.at(-1).join(":"));

// Arrays and closures.
const squares = Array.from({ length: 20000 }, (_, i) => i * i);
let folded = 0;
for (let round = 0; round < 6; round++)
  folded += squares.filter((n) => n % 3 !== round % 3).map((n) => n % 1000).reduce((a, b) => a + b, 0);
print("folded", folded);

// Typed arrays: the longest common subsequence of two texts.
function common(a, b) {
  let previous = new Uint16Array(b.length + 1), current = new Uint16Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++)
      current[j] = a[i - 1] === b[j - 1] ? previous[j - 1] + 1 : Math.max(previous[j], current[j - 1]);
    [previous, current] = [current, previous];
  }
  return previous[b.length];
}
const letters = (count) => Array.from({ length: count }, () => nextRandom(4));
print("common", common(letters(350), letters(350)));

// Text: regular expressions, JSON.
const records = [];
for (let i = 0; i < 1500; i++)
  records.push({ id: i, name: `item-${nextRandom(1000)}`, tags: ["a", "b", "c"].slice(nextRandom(3)), price: nextRandom(10000) / 100 });
const text = JSON.stringify(records);
const back = JSON.parse(text);
let matches = 0;
for (const match of text.matchAll(/"name":"item-(\d*7)"/g))
  matches += Number(match[1]);
print("text", text.length, back.length, matches, text.replace(/[aeiou]/g, "").length);

// Errors that are thrown and caught.
let caught = 0;
for (let i = 0; i < 3000; i++) {
  try {
    if (i % 3 === 0) throw new RangeError(String(i));
  } catch (error) {
    caught += error.message.length;
  }
}
print("caught", caught);
