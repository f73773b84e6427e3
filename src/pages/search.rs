//! Search without a server: every pair of neighbouring characters and the reports it
//! occurs in, in files the search page loads one by one, only when they are asked for.
//!
//! Chinese has no blanks between words; pairs of characters find every word of two
//! characters or more, whatever a dictionary would have made of the sentence.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};

use crate::content::{Office, Report};
use crate::error::Result;
use crate::render::Html;
use crate::site::{Site, route};

use super::compare::script;
use super::frame::{Link, PageFrame};
use super::{Make, Page, Shop, Sink, Wanted};

/// How many files the index is spread over.
const SHARDS: u32 = 64;
/// Reports whose pairs are held at a time.
const BATCH: usize = 128;

/// What `search.html` is given.
#[derive(Serialize)]
struct SearchView {
    page: PageFrame,
    /// The script that searches.
    script: Option<Html>,
    /// The way to the root of the site, for the script.
    root: Html,
    home: Html,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    let page = move |shop: &Shop<'s>| {
        let at = route::SEARCH;
        let view = SearchView {
            page: shop.frame.page(at, "检索", "按机关、年度和报告文字检索", vec![Link::here("检索")]),
            script: shop.theme.asset("search.js").map(|name| Html::ready(route::link(at, &route::asset(name)))),
            root: Html::ready(route::up(at)),
            home: Html::ready(route::link(at, route::HOME)),
        };
        shop.theme.render("search.html", &view)
    };
    vec![
        Page { route: route::SEARCH.to_owned(), make: Make::One(Box::new(page)) },
        Page { route: route::SEARCH_REPORTS.to_owned(), make: Make::One(Box::new(move |_| Ok(reports(site)))) },
        Page {
            route: route::search_shard(0),
            make: Make::Many(Box::new(move |shop: &Shop<'s>, sink: &dyn Sink| index(shop, site, sink))),
        },
    ]
}

/// The reports that can be found, by number, and their offices.
fn reports(site: &Site<'_>) -> Vec<u8> {
    script("reports", &Found { shards: SHARDS, offices: Offices(site), years: site.reported_years().collect() })
}

/// What the search page is told of the reports.
#[derive(Serialize)]
struct Found<'s> {
    shards: u32,
    offices: Offices<'s>,
    years: Vec<u16>,
}

/// The offices, each written as it comes up.
struct Offices<'s>(&'s Site<'s>);

impl Serialize for Offices<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.offices.iter().map(|years| {
            let office = years.office;
            let mut names = vec![office.name.as_str()];
            names.extend(Some(office.short.as_str()).filter(|short| *short != office.name));
            names.extend(office.former_names.iter().map(|former| former.name.as_str()));
            let years = years.reports.keys().rev().copied().collect();
            FoundOffice { id: &office.id, short: &office.short, names, years }
        }))
    }
}

#[derive(Serialize)]
struct FoundOffice<'s> {
    id: &'s str,
    short: &'s str,
    /// All it goes and went by.
    names: Vec<&'s str>,
    years: Vec<u16>,
}

/// Every report, in the order of [`reports`]: office by office, newest year first.
fn numbered<'s>(site: &'s Site<'_>) -> Vec<(&'s Office, &'s Report)> {
    let offices = site.offices.iter();
    offices.flat_map(|years| years.reports.values().rev().map(move |report| (years.office, *report))).collect()
}

/// Two characters and the file of the index they belong to, in one number that puts them
/// in the order of the files; the second is 0 for one that stands last in its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Pair(u64);

/// Bits of a character.
const BITS: u32 = 21;

impl Pair {
    fn new(first: u32, second: u32) -> Pair {
        Pair(u64::from(first % SHARDS) << (2 * BITS) | u64::from(first) << BITS | u64::from(second))
    }

    fn shard(self) -> usize {
        (self.0 >> (2 * BITS)) as usize
    }

    fn characters(self) -> impl Iterator<Item = char> {
        // Both fit: they were characters.
        let part = |bits: u64| char::from_u32((bits & ((1 << BITS) - 1)) as u32);
        [part(self.0 >> BITS), part(self.0).filter(|c| *c != '\0')].into_iter().flatten()
    }
}

fn index(shop: &Shop<'_>, site: &Site<'_>, sink: &dyn Sink) -> Result<()> {
    let mut shards: Vec<FxHashMap<Pair, Places>> = (0..SHARDS).map(|_| FxHashMap::default()).collect();
    let reports = numbered(site);
    for (batch, reports) in reports.chunks(BATCH).enumerate() {
        let found: Vec<Sorted> = reports.par_iter().map(|(office, report)| Sorted::of(shop, office, report)).collect();
        shards.par_iter_mut().enumerate().for_each(|(shard, pairs)| {
            for (at, found) in found.iter().enumerate() {
                let number = batch * BATCH + at;
                for pair in found.shard(shard) {
                    pairs.entry(*pair).or_default().push(number);
                }
            }
        });
    }
    shards.into_par_iter().zip(0..SHARDS).try_for_each(|(pairs, shard)| {
        let mut pairs: Vec<(Pair, Places)> = pairs.into_iter().collect();
        pairs.sort_unstable_by_key(|(pair, _)| *pair);
        let mut text = format!("nianbao.index({shard},{{");
        for (number, (pair, places)) in pairs.into_iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            text.push_str("\n\"");
            // Letters and digits only: nothing here needs escaping.
            text.extend(pair.characters());
            text.push_str("\":\"");
            places.write(&mut text);
            text.push('"');
        }
        text.push_str("\n});\n");
        sink.put(&route::search_shard(shard), text.into_bytes())
    })
}

/// The numbers of the reports a pair occurs in, rising, as steps and how often each is
/// repeated: a stock phrase that stands in every report takes one entry.
#[derive(Default)]
struct Places {
    /// All but the last step, as numbers of few bytes: a province has a hundred million of
    /// them. Each is a step, doubled, and one more where the number of times follows.
    packed: Vec<u8>,
    /// The last step, and how often it came.
    last: (u32, u32),
    /// One past the last number.
    next: u32,
}

impl Places {
    /// Adds a number, which may be the last one again.
    fn push(&mut self, number: usize) {
        // A site has fewer reports than 32 bits count.
        let number = u32::try_from(number).unwrap_or(u32::MAX - 1);
        if number + 1 == self.next {
            return;
        }
        let step = number + 1 - self.next;
        self.next = number + 1;
        if step == self.last.0 {
            self.last.1 += 1;
            return;
        }
        self.pack();
        self.last = (step, 1);
    }

    /// Packs the last step; there is none before the first.
    fn pack(&mut self) {
        let (step, times) = self.last;
        if times == 0 {
            return;
        }
        if self.packed.capacity() - self.packed.len() < LONGEST {
            // Doubling would leave a third of the memory empty.
            self.packed.reserve_exact(LONGEST + self.packed.len() / 4);
        }
        pack(u64::from(step) << 1 | u64::from(times > 1), &mut self.packed);
        if times > 1 {
            pack(u64::from(times), &mut self.packed);
        }
    }

    /// `1x20,3,1x2`
    fn write(&self, out: &mut String) {
        let mut digits = itoa::Buffer::new();
        let mut packed = self.packed.as_slice();
        let steps = std::iter::from_fn(|| {
            let step = unpack(&mut packed)?;
            let times = if step & 1 == 1 { unpack(&mut packed)? } else { 1 };
            Some((step >> 1, times))
        });
        let last = (u64::from(self.last.0), u64::from(self.last.1));
        for (number, (step, times)) in steps.chain([last]).enumerate() {
            if number > 0 {
                out.push(',');
            }
            out.push_str(digits.format(step));
            if times > 1 {
                out.push('x');
                out.push_str(digits.format(times));
            }
        }
    }
}

/// The longest two numbers are together, in bytes.
const LONGEST: usize = 10;

/// Writes a number, seven bits a byte; all but the last byte have the eighth set.
fn pack(mut number: u64, out: &mut Vec<u8>) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads what [`pack`] wrote.
fn unpack(packed: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for bits in (0..64).step_by(7) {
        let (first, rest) = packed.split_first()?;
        *packed = rest;
        number |= u64::from(first & 0x7f) << bits;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// The pairs of a report's words and names by the files they go to; one may be there more
/// than once.
struct Sorted {
    pairs: Vec<Pair>,
    /// Where the pairs of each file end.
    ends: [usize; SHARDS as usize],
}

impl Sorted {
    fn of(shop: &Shop<'_>, office: &Office, report: &Report) -> Sorted {
        let mut found = Vec::with_capacity(report.narrative.text.len() / 2);
        // As people ask: by the title, by the short name, by “2024年度”.
        let (name, year) = (office.name_in(report.key.year), report.key.year);
        add(name, &mut found);
        add(&report.title(name), &mut found);
        add(&format!("{}{year}年度", office.short), &mut found);
        for words in shop.press.words(report).iter() {
            add(&words.title, &mut found);
            add(&words.text, &mut found);
        }
        let mut ends = [0; SHARDS as usize];
        found.iter().for_each(|pair| ends[pair.shard()] += 1);
        let mut places = [0; SHARDS as usize];
        let mut sum = 0;
        for (place, end) in places.iter_mut().zip(&mut ends) {
            *place = sum;
            sum += *end;
            *end = sum;
        }
        let mut pairs = vec![Pair(0); found.len()];
        for pair in found {
            let place = &mut places[pair.shard()];
            pairs[*place] = pair;
            *place += 1;
        }
        Sorted { pairs, ends }
    }

    fn shard(&self, shard: usize) -> &[Pair] {
        let start = shard.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.pairs[start..self.ends[shard]]
    }
}

fn add(text: &str, pairs: &mut Vec<Pair>) {
    let mut last = 0;
    for c in text.chars() {
        let now = match c {
            // Nearly all are Han characters, which are what they are.
            '\u{4e00}'..='\u{9fff}' => u32::from(c),
            // Some write “12 件” and some “12件”: whoever asks cannot know which.
            ' ' | '\u{a0}' | '\u{3000}' => continue,
            _ => told(c),
        };
        if last != 0 {
            pairs.push(Pair::new(last, now));
        }
        last = now;
    }
    if last != 0 {
        pairs.push(Pair::new(last, 0));
    }
}

/// A letter or digit as it is looked for; 0 for any other character.
fn told(c: char) -> u32 {
    // The commonest marks are told without the table of all alphabets, which is slow.
    if matches!(c, '，' | '。' | '、' | '；' | '：' | '（' | '）' | '“' | '”' | '《' | '》' | '\n') {
        return 0;
    }
    let c = folded(c);
    if c.is_alphanumeric() { u32::from(c) } else { 0 }
}

/// Full-width letters and digits as half-width ones, capitals as small letters; the
/// search page does the same to what is asked.
fn folded(c: char) -> char {
    let half = match u32::from(c) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    };
    half.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_its_pairs() {
        let mut pairs = Vec::new();
        add("行政诉讼，Ａ 1", &mut pairs);
        let said: Vec<String> = pairs.iter().map(|pair| pair.characters().collect()).collect();
        assert_eq!(said, ["行政", "政诉", "诉讼", "讼", "a1", "1"]);
        // A mark that is passed over quickly is none that could be looked for.
        assert!("，。、；：（）“”《》\n".chars().all(|c| !folded(c).is_alphanumeric()));
    }

    #[test]
    fn places_are_steps_from_one_to_the_next() {
        let mut places = Places::default();
        [0, 1, 1, 2, 5, 6, 400, 400, 800, 70_000].into_iter().for_each(|number| places.push(number));
        let mut written = String::new();
        places.write(&mut written);
        assert_eq!(written, "1x3,3,1,394,400,69200");
    }
}
