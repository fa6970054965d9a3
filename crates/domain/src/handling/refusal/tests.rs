//! Every refusal is told once.

use super::*;

#[test]
fn every_refusal_has_a_line_of_its_own_in_their_order() {
    let mut names = std::collections::HashSet::new();
    for (position, told) in TOLD.iter().enumerate() {
        assert_eq!(told.refusal as usize, position, "{}", told.name);
        assert!(names.insert(told.name) && names.insert(told.zh) && names.insert(told.en));
        assert_eq!(told.refusal.to_string(), told.name);
    }
    assert!(StepRefusal::all().collect::<Vec<_>>().is_sorted());
    assert_eq!(StepRefusal::all().last(), Some(StepRefusal::SeedDiffers));
}
