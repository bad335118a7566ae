// Package lisp is a small Lisp.
package lisp

import (
	"fmt"
	"math/big"
	"strings"
)

// A Value is a number (*big.Int), a Symbol, a List, a bool, a *Function or a Builtin; nil is nothing.
type Value any

// A Symbol is a name.
type Symbol string

// A List is values in order.
type List []Value

// Read turns a text into the expressions in it.
func Read(text string) ([]Value, error) {
	spaced := strings.NewReplacer("(", " ( ", ")", " ) ", "'", " ' ").Replace(withoutComments(text))
	words := strings.Fields(spaced)
	var expressions []Value
	for len(words) > 0 {
		expression, rest, err := read(words)
		if err != nil {
			return nil, err
		}
		expressions, words = append(expressions, expression), rest
	}
	return expressions, nil
}

func withoutComments(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i], _, _ = strings.Cut(line, ";")
	}
	return strings.Join(lines, "\n")
}

func read(words []string) (Value, []string, error) {
	if len(words) == 0 {
		return nil, nil, fmt.Errorf("the text ends within an expression")
	}
	switch word, rest := words[0], words[1:]; word {
	case "(":
		list := List{}
		for len(rest) > 0 && rest[0] != ")" {
			var value Value
			var err error
			if value, rest, err = read(rest); err != nil {
				return nil, nil, err
			}
			list = append(list, value)
		}
		if len(rest) == 0 {
			return nil, nil, fmt.Errorf("a list does not end")
		}
		return list, rest[1:], nil
	case ")":
		return nil, nil, fmt.Errorf("a list ends that did not begin")
	case "'":
		value, rest, err := read(rest)
		return List{Symbol("quote"), value}, rest, err
	default:
		return atom(word), rest, nil
	}
}

func atom(word string) Value {
	if number, ok := new(big.Int).SetString(word, 10); ok {
		return number
	}
	switch word {
	case "#t":
		return true
	case "#f":
		return false
	}
	return Symbol(word)
}
