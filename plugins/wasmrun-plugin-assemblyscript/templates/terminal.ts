const names = process.argv.slice(1);
if (names.length == 0) console.log("Hello from {{name}}!");
for (let i = 0; i < names.length; i++) console.log(`Hello, ${names[i]}!`);
