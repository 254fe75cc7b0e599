//! Documents on their way in, by the commands that a maintainer runs.

mod exit_codes;
mod readme;
mod refusals;
mod twelve;
mod workspace;
