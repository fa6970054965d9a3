//! Facts about the duty to report (monthly and yearly returns) and to rectify (orders with a
//! deadline).

mod order;
mod report_duty;

pub use order::ORDER;
pub use report_duty::REPORT_DUTY;
