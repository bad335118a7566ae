package main

// From formulas to a WebAssembly module: the part that has nothing to do with cargo-wasmrun.

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"
)

// source is the file of formulas in a project, if there is one.
func source(project string) string {
	entries, _ := os.ReadDir(project)
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".formula" {
			return filepath.Join(project, entry.Name())
		}
	}
	return ""
}

// A fault in a text; line and column count from 1.
type fault struct {
	line, column int
	message      string
}

// compile makes a module of all formulas, unless there is a fault in one.
func compile(text string) ([]byte, []fault) {
	module, faults := &module{}, []fault{}
	for row, line := range strings.Split(text, "\n") {
		if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' {
			continue
		}
		name, parameters, code, message, word := function(line)
		if message != "" {
			column := utf8.RuneCountInString(line[:strings.LastIndex(line, word)]) + 1
			faults = append(faults, fault{row + 1, column, message})
			continue
		}
		module.add(name, parameters, code)
	}
	return module.bytes(), faults
}

var operators = map[string]byte{"+": 0x7c, "-": 0x7d, "*": 0x7e, "/": 0x7f, "%": 0x81}

func number(value int64) []byte { // Seven bits a byte, signed.
	if value >= -64 && value < 64 {
		return []byte{byte(value & 0x7f)}
	}
	return append([]byte{byte(value&0x7f | 0x80)}, number(value>>7)...)
}

func size(value int) []byte { // The same without a sign.
	if value < 128 {
		return []byte{byte(value)}
	}
	return append([]byte{byte(value&0x7f | 0x80)}, size(value>>7)...)
}

func sized(content []byte) []byte { return append(size(len(content)), content...) }

func section(id byte, items [][]byte) []byte {
	content := size(len(items))
	for _, item := range items {
		content = append(content, item...)
	}
	return append([]byte{id}, sized(content)...)
}

// function compiles one line; a fault has the word that is wrong.
func function(line string) (name string, parameters int, code []byte, message, word string) {
	head, formula, found := strings.Cut(line, "=")
	names := strings.Fields(head)
	if !found || len(names) == 0 {
		return "", 0, nil, "expected `name parameters = formula`", line
	}
	locals, depth := map[string]int{}, 0
	for index, parameter := range names[1:] {
		locals[parameter] = index
	}
	code = []byte{0}
	for _, word := range strings.Fields(formula) {
		local, isLocal := locals[word]
		value, notNumber := strconv.ParseInt(word, 10, 64)
		operator, isOperator := operators[word]
		switch {
		case isLocal:
			code, depth = append(append(code, 0x20), size(local)...), depth+1
		case notNumber == nil:
			code, depth = append(append(code, 0x42), number(value)...), depth+1
		case isOperator && depth >= 2:
			code, depth = append(code, operator), depth-1
		case isOperator:
			return "", 0, nil, fmt.Sprintf("`%s` takes two values", word), word
		default:
			return "", 0, nil, fmt.Sprintf("`%s` is no parameter, number or operator", word), word
		}
	}
	if depth != 1 {
		return "", 0, nil, fmt.Sprintf("the formula leaves %d values, not one", depth), line
	}
	return names[0], len(names) - 1, append(code, 0x0b), "", ""
}

// module collects the functions of a module.
type module struct{ types, functions, exports, codes [][]byte }

func (m *module) add(name string, parameters int, code []byte) {
	index := size(len(m.functions))
	signature := append([]byte{0x60}, sized([]byte(strings.Repeat("\x7e", parameters)))...)
	m.types, m.functions = append(m.types, append(signature, 1, 0x7e)), append(m.functions, index)
	m.exports = append(m.exports, append(append(sized([]byte(name)), 0), index...))
	m.codes = append(m.codes, sized(code))
}

func (m *module) bytes() []byte {
	bytes := []byte("\x00asm\x01\x00\x00\x00")
	bytes = append(append(bytes, section(1, m.types)...), section(3, m.functions)...)
	return append(append(bytes, section(7, m.exports)...), section(10, m.codes)...)
}
