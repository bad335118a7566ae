// A plugin for cargo-wasmrun without any SDK: compiles formulas to functions.
//
// Each line of a file `*.formula` names a function, its parameters and what it computes, in
// reverse Polish notation on 64-bit integers: `average a b = a b + 2 /`.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

type object = map[string]any

type refusal struct {
	code          int
	kind, message string
}

func (r refusal) Error() string { return r.message }

var introduction = object{"protocol_version": "1.0.0",
	"info":         object{"name": "formula", "version": "1.0.0", "description": "formulas", "extensions": []string{"formula"}},
	"capabilities": object{"compile_wasm": true, "live_reload": true, "persistent": true, "supported_languages": []string{"formula"}}}

func build(project, output string, id any) (object, error) {
	file := source(project)
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, refusal{-32000, "project_invalid", "there is no file `*.formula` that can be read"}
	}
	watch := object{"paths": []string{project}, "include": []string{"*.formula"}}
	module, faults := compile(string(text))
	for _, fault := range faults {
		span := object{"file": file, "start": object{"line": fault.line, "column": fault.column}}
		diagnostic := object{"severity": "error", "message": fault.message, "source": "formula", "span": span}
		send(object{"method": "diagnostic", "params": object{"request": id, "diagnostic": diagnostic}})
	}
	if len(faults) > 0 {
		return object{"status": "failed", "watch": watch}, nil
	}
	path := filepath.Join(output, strings.TrimSuffix(filepath.Base(file), ".formula")+".wasm")
	if err := errors.Join(os.MkdirAll(output, 0o777), os.WriteFile(path, module, 0o666)); err != nil {
		return nil, refusal{-32000, "io", err.Error()}
	}
	artifact := object{"kind": "wasm", "path": path, "primary": true}
	return object{"status": "succeeded", "artifacts": []object{artifact}, "watch": watch}, nil
}

func answer(method string, params object, id any, greeted bool) (object, error) {
	project, _ := params["project_path"].(string)
	output, _ := params["output_dir"].(string)
	switch {
	case method != "initialize" && !greeted:
		return nil, refusal{-32002, "not_initialized", "`initialize` has to come first"}
	case method == "initialize" && greeted:
		return nil, refusal{-32600, "invalid_request", "already initialized"}
	case method == "initialize" && !strings.Contains(fmt.Sprint(" ", params["protocol_versions"]), "[1."):
		return nil, refusal{-32001, "unsupported_protocol_version", "unsupported protocol version"}
	case method == "initialize":
		return introduction, nil
	case method == "check":
		return object{"ok": true}, nil
	case method != "detect" && method != "build":
		return nil, refusal{-32601, "method_not_found", "there is no method `" + method + "`"}
	case !filepath.IsAbs(project) || method == "build" && !filepath.IsAbs(output):
		return nil, refusal{-32602, "invalid_params", "a path is missing or not absolute"}
	case method == "build":
		return build(project, output, id)
	}
	if file := source(project); file != "" {
		return object{"matches": true, "confidence": 80, "entry_file": file}, nil
	}
	return object{"matches": false}, nil
}

func send(message object) {
	message["jsonrpc"] = "2.0"
	line, _ := json.Marshal(message)
	os.Stdout.Write(append(line, '\n'))
}

func reply(id any, result object, err error) {
	var refused refusal
	if !errors.As(err, &refused) {
		send(object{"id": id, "result": result})
		return
	}
	data := object{"kind": refused.kind, "supported_versions": []string{"1.0.0"}}
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
		var request struct {
			ID     any
			Method string
			Params object
		}
		if err := json.Unmarshal(lines.Bytes(), &request); err != nil && strings.TrimSpace(lines.Text()) != "" {
			reply(nil, nil, refusal{-32700, "parse_error", "the line is not JSON: " + err.Error()})
		} else if request.ID != nil && request.Method != "" { // Else it is a note, such as `cancel`.
			result, err := answer(request.Method, request.Params, request.ID, greeted)
			greeted = greeted || err == nil
			reply(request.ID, result, err)
		}
	}
}
