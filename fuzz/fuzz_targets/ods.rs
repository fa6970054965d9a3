//! The content of an `.ods`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: readers::init(), |data: &[u8]| readers::ods(data));
