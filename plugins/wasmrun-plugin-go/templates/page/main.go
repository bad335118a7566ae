package main

import "syscall/js"

func main() {
	document := js.Global().Get("document")
	heading := document.Call("createElement", "h1")
	heading.Set("textContent", "Hello from {{name}}!")
	document.Get("body").Call("append", heading)
	// The functions of a page stay callable as long as its program runs.
	select {}
}
