//! Finished files looked at before they go out.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use nianbao::pages;
use nianbao::readback::ReadBack;

use crate::county;

/// Files that are read by links, by figures, or by both.
const KINDS: [&str; 9] =
    ["home", "office", "report", "checks", "fragment", "report_csv", "report_json", "cells_csv", "cells_json"];

/// The files of the site, as `release` announces them.
fn routes() -> Vec<String> {
    let attachments = pages::attachments(county::site()).into_iter().map(|(route, _)| route);
    county::workshop().plan().unwrap().routes().chain(attachments).collect()
}

fn prepared() -> ReadBack<'static> {
    ReadBack::new(county::site(), routes().into_iter())
}

/// What is expected of every file worked out, all of them listed; once for a site.
#[divan::bench]
fn begun(bencher: Bencher) {
    let routes = routes();
    bencher
        .counter(ItemsCount::new(county::published()))
        .with_inputs(|| routes.clone())
        .bench_values(|routes| ReadBack::new(county::site(), routes.into_iter()));
}

/// One finished file read: every link, every figure.
#[divan::bench(args = KINDS)]
fn file(bencher: Bencher, kind: &str) {
    let (address, bytes) = (county::address(kind), county::file(kind));
    // A file with faults would be read in another time.
    let sound = prepared();
    routes().iter().for_each(|route| sound.there(route));
    sound.file(&address, &bytes);
    sound.finish(routes().into_iter()).unwrap();
    let reading = prepared();
    bencher.counter(BytesCount::new(bytes.len())).bench(|| reading.file(&address, &bytes));
}
