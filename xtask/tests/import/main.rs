//! Documents on their way in, by the commands that a maintainer runs.

mod readme;
mod refusals;
mod workspace;
