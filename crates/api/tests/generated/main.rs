//! Rules that hold for every generated type. The lists of types are compared with the generated files.

#![cfg(all(
    feature = "connect-v1",
    feature = "connect-custom-plugin-v1",
    feature = "ccpm-v1",
    feature = "cam-v1",
    feature = "metrics-v2"
))]

mod canary;
mod cases;
mod declared;
mod open_world;
