//! Delimited text in any encoding.
#![no_main]

libfuzzer_sys::fuzz_target!(init: readers::init(), |data: &[u8]| readers::text(data));
