//! What other tools call a data set or a configuration becomes a rubric and cases.
//!
//! Nothing is lost in silence: what cannot be taken over is told with its place and the reason. What the names of
//! other tools mean stands in YAML under `rubrics/`; the code here knows shapes, templates and counts.

mod case;
mod ifeval;
mod promptfoo;

pub use ifeval::{Instructions, ifeval};
pub use promptfoo::{Became, Configuration, Row, promptfoo};
