module example.org/wasmrun-plugin-formula

go 1.21
