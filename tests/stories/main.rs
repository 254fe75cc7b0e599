//! What people do with the whole of it: the real `cconnect`, the sandbox, and real servers where they are installed.

mod access;
mod applying;
mod bad_network;
mod cconnect;
mod clouds;
mod connectors_as_code;
mod custom_connector;
mod datagen;
mod examples;
mod exporting;
mod faults;
mod gitops;
mod hash;
mod metrics;
mod pruning;
mod readme;
mod real_store;
mod refusals;
mod single_keys;
mod versions;
mod waiting;
