package lisp

import (
	"fmt"
	"math/big"
)

// A World knows what names mean; what it does not know, the world around it may.
type World struct {
	names  map[Symbol]Value
	around *World
}

// A Function is what lambda makes.
type Function struct {
	parameters []Symbol
	body       Value
	world      *World
}

// A Builtin is a function that the language has from the start.
type Builtin func(arguments []Value) (Value, error)

// NewWorld knows the functions that the language has from the start.
func NewWorld() *World {
	world := &World{names: map[Symbol]Value{}}
	arithmetic := map[Symbol]func(z, x, y *big.Int) *big.Int{
		"+": (*big.Int).Add, "-": (*big.Int).Sub, "*": (*big.Int).Mul,
	}
	for name, operation := range arithmetic {
		world.names[name] = numeric(func(a, b *big.Int) (Value, error) { return operation(new(big.Int), a, b), nil })
	}
	world.names["mod"] = numeric(func(a, b *big.Int) (Value, error) {
		if b.Sign() == 0 {
			return nil, fmt.Errorf("a division by zero")
		}
		return new(big.Int).Mod(a, b), nil
	})
	world.names["<"] = numeric(func(a, b *big.Int) (Value, error) { return a.Cmp(b) < 0, nil })
	world.names["="] = numeric(func(a, b *big.Int) (Value, error) { return a.Cmp(b) == 0, nil })
	world.names["cons"] = Builtin(cons)
	world.names["head"] = onList(func(list List) Value { return list[0] })
	world.names["tail"] = onList(func(list List) Value { return list[1:] })
	world.names["empty?"] = Builtin(func(arguments []Value) (Value, error) {
		if len(arguments) != 1 {
			return nil, fmt.Errorf("one list is needed")
		}
		list, ok := arguments[0].(List)
		return ok && len(list) == 0, nil
	})
	return world
}

func (world *World) find(name Symbol) (Value, error) {
	for ; world != nil; world = world.around {
		if value, ok := world.names[name]; ok {
			return value, nil
		}
	}
	return nil, fmt.Errorf("%s is not known", name)
}

func numeric(operation func(a, b *big.Int) (Value, error)) Builtin {
	return func(arguments []Value) (Value, error) {
		if len(arguments) != 2 {
			return nil, fmt.Errorf("two numbers are needed")
		}
		a, first := arguments[0].(*big.Int)
		b, second := arguments[1].(*big.Int)
		if !first || !second {
			return nil, fmt.Errorf("%s and %s are no numbers", Print(arguments[0]), Print(arguments[1]))
		}
		return operation(a, b)
	}
}

func cons(arguments []Value) (Value, error) {
	if len(arguments) != 2 {
		return nil, fmt.Errorf("a value and a list are needed")
	}
	list, ok := arguments[1].(List)
	if !ok {
		return nil, fmt.Errorf("%s is no list", Print(arguments[1]))
	}
	return append(List{arguments[0]}, list...), nil
}

func onList(operation func(list List) Value) Builtin {
	return func(arguments []Value) (Value, error) {
		if len(arguments) != 1 {
			return nil, fmt.Errorf("one list is needed")
		}
		list, ok := arguments[0].(List)
		if !ok || len(list) == 0 {
			return nil, fmt.Errorf("%s is no list with something in it", Print(arguments[0]))
		}
		return operation(list), nil
	}
}
