//! A mapping file and a table that it speaks of.
#![no_main]

libfuzzer_sys::fuzz_target!(init: readers::init(), |data: &[u8]| readers::mapping(data));
