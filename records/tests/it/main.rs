//! What the register promises, on each engine.
