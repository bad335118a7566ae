//! The programs in `examples/` run.

macro_rules! examples {
    ($($name:ident $path:literal;)*) => {$(
        #[path = $path]
        mod $name;
    )*
        #[test]
        fn every_example_runs() {
            $($name::main().unwrap();)*
        }
    };
}

examples! {
    embed "../../examples/embed.rs";
    fuel "../../examples/fuel.rs";
    host_function "../../examples/host_function.rs";
    interrupt "../../examples/interrupt.rs";
    tour "../../examples/tour.rs";
}
