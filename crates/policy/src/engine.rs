//! Evaluates the rules of a pack over the facts of a data set.
