//! The statistics of a comparison: pure functions of counts, each with its source.
//!
//! Rates and differences are shares between 0 and 1, never points. A difference is candidate minus baseline: a
//! drop is negative. A p-value is one-sided and small when the candidate is worse. What has no value is `None`;
//! nothing here is ever NaN.

mod binomial;
mod clustered;
mod count;
mod deciding;
mod family;
mod holm;
mod interval;
mod inversion;
mod newcombe;
mod power;
mod repeats;
mod sign_flip;
mod tango;
mod wilson;

pub use clustered::Clustered;
pub use deciding::{Deciding, cases_to_pass_unchanged};
pub use family::{Family, Method, smallest_p};
pub use holm::holm;
pub use interval::{Confidence, Interval};
pub use power::{Rates, cases_for_drop, connor_cases, power, smallest_drop};
pub use repeats::{common_repeats, pass_at_k, pass_hat_k};
pub use sign_flip::SignFlip;
pub use tango::{NonInferiority, Pairs};
pub use wilson::wilson;
