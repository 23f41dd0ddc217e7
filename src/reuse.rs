//! Cloning into memory that is there already.

/// `Clone` for a struct whose `clone_from` keeps the memory of every field; what `derive` gives drops it.
macro_rules! clone_in_place {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl Clone for $type {
            fn clone(&self) -> Self {
                $type { $($field: self.$field.clone()),+ }
            }

            fn clone_from(&mut self, source: &Self) {
                $(self.$field.clone_from(&source.$field);)+
            }
        }
    };
}
