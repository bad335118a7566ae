// Command lisp evaluates the expressions on its standard input and prints what they come to.
package main

import (
	"fmt"
	"io"
	"os"

	"example.org/lisp/lisp"
)

func main() {
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		fmt.Println("Expressions, say (* 6 7), and then the end of the input:")
	}
	source, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	expressions, err := lisp.Read(string(source))
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	world := lisp.NewWorld()
	for _, expression := range expressions {
		value, err := lisp.Evaluate(expression, world)
		if err != nil {
			fmt.Fprintf(os.Stderr, "error: %v in %s\n", err, lisp.Print(expression))
			os.Exit(1)
		}
		if value != nil {
			fmt.Println(lisp.Print(value))
		}
	}
}
