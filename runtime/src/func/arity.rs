//! The numbers of parameters for which functions are typed.

/// Calls a macro with `A a 0, B b 1, …` (a type, a variable, an index) for every number of
/// parameters from 0 to 16.
macro_rules! for_each_arity {
    ($macro:ident) => {
        super::for_each_arity!(@ $macro [] A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10, L l 11, M m 12, N n 13, O o 14, P p 15);
    };
    (@ $macro:ident [$($name:ident $variable:ident $index:tt),*]) => {
        $macro!($($name $variable $index),*);
    };
    (@ $macro:ident [$($name:ident $variable:ident $index:tt),*]
        $next:ident $next_variable:ident $next_index:tt $(, $rest:ident $rest_variable:ident $rest_index:tt)*) => {
        $macro!($($name $variable $index),*);
        super::for_each_arity!(@ $macro [$($name $variable $index,)* $next $next_variable $next_index]
            $($rest $rest_variable $rest_index),*);
    };
}

pub(super) use for_each_arity;
