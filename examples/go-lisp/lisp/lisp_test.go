package lisp

import "testing"

func TestExpressions(t *testing.T) {
	for text, expected := range map[string]string{
		"(+ 1 (* 2 3))":               "7",
		"((lambda (x) (* x x)) 12)":   "144",
		"'(a (b) c)":                  "(a (b) c)",
		"(if (< 1 2) 'yes 'no)":       "yes",
		"(cons 1 (tail '(2 3)))":      "(1 3)",
		"(* 99999999999999999999 10)": "999999999999999999990",
	} {
		expressions, err := Read(text)
		if err != nil {
			t.Fatal(err)
		}
		value, err := Evaluate(expressions[0], NewWorld())
		if err != nil || Print(value) != expected {
			t.Errorf("%s: %v, %v", text, Print(value), err)
		}
	}
}
