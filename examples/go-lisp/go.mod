module example.org/lisp

go 1.22
