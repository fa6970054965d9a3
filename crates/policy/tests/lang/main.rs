//! The expression language as rule authors and the engine see it.

#[cfg(test)]
mod conditions;
#[cfg(test)]
mod database;
#[cfg(test)]
mod days;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod mutants;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod random;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod settled;
#[cfg(test)]
mod sql;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod traces;
