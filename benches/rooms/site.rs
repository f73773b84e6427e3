//! Offices and years arranged.

use divan::Bencher;
use divan::counter::ItemsCount;
use nianbao::Loaded;
use nianbao::site::Site;

use crate::county;

/// The approved reports by office and year, missing ones noted.
#[divan::bench]
fn arrange(bencher: Bencher) {
    let Loaded { content, config, .. } = county::loaded();
    bencher
        .counter(ItemsCount::new(county::published()))
        .bench(|| Site::arrange(config, content, county::approval().reports()));
}
