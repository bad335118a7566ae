package main

// Try it: cargo wasmrun exec --invoke add . 2 3
//
//go:wasmexport add
func add(a, b int32) int32 {
	return a + b
}

func main() {}
