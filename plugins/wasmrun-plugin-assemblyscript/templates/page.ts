// What is exported, index.html can call.
export function greet(name: string): string {
  return `Hello, ${name}, from {{name}}!`;
}

// In the terminal there is no page to call it.
if (isDefined(ASC_WASI)) console.log(greet("reader"));
