package main

import (
	"fmt"
	"os"
)

func main() {
	names := os.Args[1:]
	if len(names) == 0 {
		fmt.Println("Hello from {{name}}!")
	}
	for _, name := range names {
		fmt.Printf("Hello, %s!\n", name)
	}
}
