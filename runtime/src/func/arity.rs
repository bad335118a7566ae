//! The numbers of parameters for which functions are typed.

/// Calls a macro with `A 0, B 1, …` for every number of parameters from 0 to 16.
macro_rules! for_each_arity {
    ($macro:ident) => {
        super::for_each_arity!(@ $macro [] A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10,
            L 11, M 12, N 13, O 14, P 15);
    };
    (@ $macro:ident [$($name:ident $index:tt),*]) => {
        $macro!($($name $index),*);
    };
    (@ $macro:ident [$($name:ident $index:tt),*]
        $next:ident $next_index:tt $(, $rest:ident $rest_index:tt)*) => {
        $macro!($($name $index),*);
        super::for_each_arity!(@ $macro [$($name $index,)* $next $next_index]
            $($rest $rest_index),*);
    };
}

pub(super) use for_each_arity;
