//! (skeleton)
mod vm;
