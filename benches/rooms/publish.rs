//! The disk. `Publisher` is private; the nearest door is `release`, which also makes every
//! page and reads it back. Take `pages::all` off for reading back, fingerprints and disk.

use divan::Bencher;
use divan::counter::ItemsCount;

use crate::county;

/// Every approved report made and published where nothing was. The folders stay until the
/// end: disks make files slowly right after many were removed.
#[divan::bench(sample_count = 7, sample_size = 1)]
fn release_into_an_empty_folder(bencher: Bencher) {
    let (loaded, approval) = (county::loaded(), county::approval());
    bencher
        .counter(ItemsCount::new(county::published()))
        .with_inputs(county::empty)
        .bench_values(|target| nianbao::release(loaded, approval, &target).unwrap());
}

/// The same where the same is published already: every file is made, read back and held
/// against what lies there, none is written.
#[divan::bench(sample_count = 7, sample_size = 1)]
fn release_with_nothing_changed(bencher: Bencher) {
    let (loaded, approval, target) = (county::loaded(), county::approval(), county::empty());
    nianbao::release(loaded, approval, &target).unwrap();
    bencher.counter(ItemsCount::new(county::published())).bench(|| {
        let published = nianbao::release(loaded, approval, &target).unwrap();
        assert_eq!(published.written, 0);
    });
}
