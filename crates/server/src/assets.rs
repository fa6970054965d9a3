//! The web files inside the program; made by `build.rs`.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));
