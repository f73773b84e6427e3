//! The whole way.

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use nianbao::content::Only;
use nianbao::{Published, check};

use crate::county;

/// Load, check, approve, release into an empty folder, on two threads, by number of
/// reports asked for. What `floor` measures of the program, without the process.
#[divan::bench(args = [300, 3000], sample_count = 3, sample_size = 1)]
fn whole(bencher: Bencher, reports: u64) {
    let (root, reports) = county::of(reports);
    bencher.counter(ItemsCount::new(reports)).with_inputs(county::empty).bench_values(|target| build(&root, &target));
}

fn build(root: &Path, target: &Path) -> Published {
    let loaded = nianbao::load(root, &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let approval = check::approve(&loaded.content, &review, false, false).expect("nothing is withheld");
    nianbao::release(&loaded, &approval, target).unwrap()
}
