package lisp

import "fmt"

// Evaluate says what an expression comes to. The last call of a function takes no stack.
func Evaluate(expression Value, world *World) (Value, error) {
	for {
		list, ok := expression.(List)
		if name, is := expression.(Symbol); is {
			return world.find(name)
		} else if !ok {
			return expression, nil
		}
		if len(list) == 0 {
			return list, nil
		}
		if parts, ok := forms[name(list[0])]; ok && parts != len(list) {
			return nil, fmt.Errorf("%s has %d parts rather than %d", Print(list[0]), len(list), parts)
		}
		switch list[0] {
		case Symbol("quote"):
			return list[1], nil
		case Symbol("define"):
			value, err := Evaluate(list[2], world)
			world.names[name(list[1])] = value
			return nil, err
		case Symbol("lambda"):
			return function(list, world)
		case Symbol("if"):
			condition, err := Evaluate(list[1], world)
			if err != nil {
				return nil, err
			}
			if condition == false {
				expression = list[3]
			} else {
				expression = list[2]
			}
			continue
		}
		called, arguments, err := call(list, world)
		if err != nil {
			return nil, err
		}
		switch called := called.(type) {
		case Builtin:
			return called(arguments)
		case *Function:
			if len(arguments) != len(called.parameters) {
				return nil, fmt.Errorf("%d arguments for %d parameters", len(arguments), len(called.parameters))
			}
			inner := &World{names: make(map[Symbol]Value, len(arguments)), around: called.world}
			for i, parameter := range called.parameters {
				inner.names[parameter] = arguments[i]
			}
			expression, world = called.body, inner
		default:
			return nil, fmt.Errorf("%s cannot be called", Print(called))
		}
	}
}

// How many parts the forms have that are no calls.
var forms = map[Symbol]int{"quote": 2, "define": 3, "lambda": 3, "if": 4}

// The name that a value is, or none.
func name(value Value) Symbol {
	name, _ := value.(Symbol)
	return name
}

func function(list List, world *World) (Value, error) {
	names, ok := list[1].(List)
	if !ok {
		return nil, fmt.Errorf("a lambda needs parameters and a body")
	}
	parameters := make([]Symbol, len(names))
	for i, name := range names {
		if parameters[i], ok = name.(Symbol); !ok {
			return nil, fmt.Errorf("%s is no name", Print(name))
		}
	}
	return &Function{parameters, list[2], world}, nil
}

func call(list List, world *World) (Value, []Value, error) {
	values := make([]Value, len(list))
	for i, item := range list {
		var err error
		if values[i], err = Evaluate(item, world); err != nil {
			return nil, nil, err
		}
	}
	return values[0], values[1:], nil
}
