// A plugin for cargo-wasmrun without any SDK: compiles formulas to functions.
//
// Each line of a file `*.formula` names a function, its parameters and what it computes, in
// reverse Polish notation on 64-bit integers: `average a b = a b + 2 /`.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

type object = map[string]any

type refusal struct {
	code          int
	kind, message string
}

func source(project string) string {
	files, _ := filepath.Glob(filepath.Join(strings.NewReplacer("[", `\[`, "*", `\*`, "?", `\?`).Replace(project), "*.formula"))
	if len(files) == 0 {
		return ""
	}
	return files[0]
}

func build(params object, id any) (object, *refusal) {
	project, output := params["project_path"].(string), params["output_dir"].(string)
	file := source(project)
	text, err := os.ReadFile(file)
	if file == "" || err != nil {
		return nil, &refusal{-32000, "project_invalid", "there is no file `*.formula` that can be read"}
	}
	watch, failed := object{"paths": []string{project}, "include": []string{"*.formula"}}, false
	module := &module{}
	for row, line := range strings.Split(string(text), "\n") {
		if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' {
			continue
		}
		name, parameters, code, fault, word := function(line)
		if fault != "" {
			failed = true
			column := utf8.RuneCountInString(line[:strings.LastIndex(line, word)]) + 1
			span := object{"file": file, "start": object{"line": row + 1, "column": column}}
			send(object{"method": "diagnostic", "params": object{"request": id, "diagnostic": object{
				"severity": "error", "message": fault, "source": "formula", "span": span}}})
			continue
		}
		module.add(name, parameters, code)
	}
	if failed {
		return object{"status": "failed", "watch": watch}, nil
	}
	path := filepath.Join(output, strings.TrimSuffix(filepath.Base(file), ".formula")+".wasm")
	err = os.MkdirAll(output, 0o777)
	if err == nil {
		err = os.WriteFile(path, module.bytes(), 0o666)
	}
	if err != nil {
		return nil, &refusal{-32000, "io", err.Error()}
	}
	artifact := object{"kind": "wasm", "path": path, "primary": true}
	return object{"status": "succeeded", "artifacts": []object{artifact}, "watch": watch}, nil
}

func answer(method string, params object, id any, greeted bool) (object, *refusal) {
	isPath := func(name string) bool {
		path, ok := params[name].(string)
		return ok && filepath.IsAbs(path)
	}
	switch {
	case method == "initialize" && greeted:
		return nil, &refusal{-32600, "invalid_request", "already initialized"}
	case method != "initialize" && !greeted:
		return nil, &refusal{-32002, "not_initialized", "`initialize` has to come first"}
	case method == "initialize":
		if !strings.Contains(fmt.Sprint(" ", params["protocol_versions"]), "[1.") {
			return nil, &refusal{-32001, "unsupported_protocol_version", "unsupported protocol version"}
		}
		return object{"protocol_version": "1.0.0",
			"info":         object{"name": "formula", "version": "1.0.0", "description": "formulas", "extensions": []string{"formula"}},
			"capabilities": object{"compile_wasm": true, "live_reload": true, "persistent": true, "supported_languages": []string{"formula"}}}, nil
	case method == "check":
		return object{"ok": true}, nil
	case method != "detect" && method != "build":
		return nil, &refusal{-32601, "method_not_found", "there is no method `" + method + "`"}
	case !isPath("project_path") || method == "build" && !isPath("output_dir"):
		return nil, &refusal{-32602, "invalid_params", "a path is missing or not absolute"}
	case method == "build":
		return build(params, id)
	}
	if file := source(params["project_path"].(string)); file != "" {
		return object{"matches": true, "confidence": 80, "entry_file": file}, nil
	}
	return object{"matches": false}, nil
}

func send(message object) {
	message["jsonrpc"] = "2.0"
	line, _ := json.Marshal(message)
	os.Stdout.Write(append(line, '\n'))
}

func refuse(id any, refused refusal) {
	data := object{"kind": refused.kind}
	if refused.code == -32001 {
		data["supported_versions"] = []string{"1.0.0"}
	}
	send(object{"id": id, "error": object{"code": refused.code, "message": refused.message, "data": data}})
}

func main() {
	if len(os.Args) < 2 || os.Args[1] != "--wasmrun-plugin" {
		fmt.Fprintln(os.Stderr, "a plugin of cargo-wasmrun for formulas")
		os.Exit(2)
	}
	lines, greeted := bufio.NewScanner(os.Stdin), false
	lines.Buffer(nil, 4<<20+2)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var request struct {
			ID     any
			Method string
			Params object
		}
		if err := json.Unmarshal(lines.Bytes(), &request); err != nil {
			refuse(nil, refusal{-32700, "parse_error", "the line is not JSON: " + err.Error()})
		} else if request.ID == nil || request.Method == "" {
			continue // A note, such as `cancel`.
		} else if result, refused := answer(request.Method, request.Params, request.ID, greeted); refused != nil {
			refuse(request.ID, *refused)
		} else {
			greeted = true
			send(object{"id": request.ID, "result": result})
		}
	}
}
