//! Markdown, and the theme read.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use nianbao::render::markdown::{self, Options};
use nianbao::render::theme::Theme;

use crate::county;

/// The whole narrative of the report that stands for the others. Pages give it section by
/// section.
fn narrative() -> &'static str {
    &county::report(county::NEWEST).narrative.text
}

/// A narrative to HTML.
#[divan::bench]
fn markdown_to_html(bencher: Bencher) {
    let options = Options { id_prefix: "", heading_base: 2 };
    bencher.counter(BytesCount::of_str(narrative())).bench(|| markdown::to_html(black_box(narrative()), &options));
}

/// A narrative to plain text.
#[divan::bench]
fn markdown_to_text(bencher: Bencher) {
    bencher.counter(BytesCount::of_str(narrative())).bench(|| markdown::to_text(black_box(narrative())));
}

/// A narrative to blocks of words, as Word files take it.
#[divan::bench]
fn markdown_to_blocks(bencher: Bencher) {
    bencher.counter(BytesCount::of_str(narrative())).bench(|| markdown::blocks(black_box(narrative())));
}

/// The links of a narrative; the made ones have none, which is the common case.
#[divan::bench]
fn markdown_links(bencher: Bencher) {
    bencher.counter(BytesCount::of_str(narrative())).bench(|| markdown::links(black_box(narrative())));
}

/// The theme of the program read: settings, templates compiled, assets hashed.
#[divan::bench(sample_count = 30)]
fn theme(bencher: Bencher) {
    let loaded = county::loaded();
    bencher.bench(|| Theme::load(&loaded.root, &loaded.config.theme).unwrap());
}
