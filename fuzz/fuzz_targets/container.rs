//! Archives and compound files as they are.
#![no_main]

libfuzzer_sys::fuzz_target!(init: readers::init(), |data: &[u8]| readers::container(data));
