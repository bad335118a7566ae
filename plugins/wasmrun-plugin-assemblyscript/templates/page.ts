// Try it in the browser's console: module.greet("you")
export function greet(name: string): string {
  return `Hello, ${name}, from {{name}}!`;
}
console.log(greet("reader"));
