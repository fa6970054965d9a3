//! The parts of an `.xlsx`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: readers::init(), |data: &[u8]| readers::xlsx(data));
