//! Offices that are each other's superiors, or went before each other: sums and series over
//! them would have no beginning.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::check::{OfficeSubject, Wider};
use crate::content::{Office, rules};
use crate::finding::Finding;

/// A field of `office.yaml` that names offices, and those it names.
type Naming = (&'static str, fn(&Office) -> &[Arc<str>]);

const NAMING: [Naming; 2] =
    [("上级", |office| office.parent.as_slice()), ("前身", |office| office.predecessors.as_slice())];

pub(super) fn look(subject: &OfficeSubject<'_>, findings: &mut Vec<Finding>) {
    let (office, wider) = (subject.office, subject.wider);
    for (field, named) in NAMING {
        let Some(circle) = circle(wider, office, named) else { continue };
        // Told once, at the office whose id comes first.
        if circle.iter().any(|other| other.id < office.id) {
            continue;
        }
        let names: Vec<&str> = circle.iter().chain(circle.first()).map(|office| office.name.as_str()).collect();
        let say = format!("“{field}”绕成了一圈：{}", names.join(" → "));
        let advise = format!("核对这些机关的 office.yaml，改正或删去不对的“{field}”");
        // Where the way round begins.
        let next = circle.get(1).map_or("", |next| &*next.id);
        findings.push(subject.at(&rules::OFFICE, field, next).say(say).advise(advise).done());
    }
}

/// The offices from `start` on, each named by the one before, the last of which names
/// `start` again. One that names itself is told where it is read.
fn circle<'w>(wider: &Wider<'w>, start: &Office, named: fn(&Office) -> &[Arc<str>]) -> Option<Vec<&'w Office>> {
    let start = wider.office(&start.id)?;
    let mut reached: FxHashMap<&str, &Office> = FxHashMap::default();
    let mut open = vec![start];
    while let Some(office) = open.pop() {
        for next in named(office).iter().filter_map(|id| wider.office(id)).filter(|next| next.id != office.id) {
            if next.id == start.id {
                let mut circle = vec![office];
                while let Some(before) = circle.last().and_then(|office| reached.get(&*office.id)) {
                    circle.push(before);
                }
                circle.reverse();
                return Some(circle);
            }
            if !reached.contains_key(&*next.id) {
                reached.insert(&next.id, office);
                open.push(next);
            }
        }
    }
    None
}
