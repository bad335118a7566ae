// What is exported, index.html can call.
export function greet(name: string): string {
  return `Hello, ${name}, from {{name}}!`;
}
console.log(greet("reader"));
