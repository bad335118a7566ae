package lisp

import (
	"fmt"
	"math/big"
	"strings"
)

// Print writes a value as one would type it.
func Print(value Value) string {
	switch value := value.(type) {
	case nil:
		return "nothing"
	case bool:
		if value {
			return "#t"
		}
		return "#f"
	case *big.Int:
		return value.String()
	case Symbol:
		return string(value)
	case List:
		words := make([]string, len(value))
		for i, item := range value {
			words[i] = Print(item)
		}
		return "(" + strings.Join(words, " ") + ")"
	case *Function:
		return "#function"
	default:
		return fmt.Sprintf("#%T", value)
	}
}
