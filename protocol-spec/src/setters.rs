//! The `setters!` macro: chainable `with_…` methods for structs that may grow fields.

/// Declares methods that set one field each and return the value for chaining.
macro_rules! setters {
    (
        $name:ident:
        $($(#[$meta:meta])* $method:ident($field:ident: $type:ty) = $value:expr;)+
    ) => {
        impl $name {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $method(mut self, $field: $type) -> Self {
                    self.$field = $value;
                    self
                }
            )+
        }
    };
}
