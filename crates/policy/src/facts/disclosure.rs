//! Facts about publication: what had to be made public, where and when it was, and whether a notice
//! shows what it must not (B 三（二）5; A 八, 十五; D 六（四）).

mod allocation;
mod identifier;
mod notice;
mod performance;
mod postings;
mod project;
mod realname;
mod telephone;

pub use allocation::ALLOCATION_DISCLOSURE;
pub use notice::NOTICE;
pub use performance::{EVALUATION_DISCLOSURE, TARGET_DISCLOSURE};
pub use project::PROJECT_DISCLOSURE;
pub use realname::REALNAME_DISCLOSURE;
