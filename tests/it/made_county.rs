//! A made county of 30 offices over seven years with mergers, gaps, corrections and
//! drafts: every printed change, rate and sum is worked out again from the figures the
//! files were made from, without the program's own code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

#[allow(dead_code, reason = "shared with the example `generate`, which writes sites of any size")]
#[path = "../../examples/generate/make/mod.rs"]
pub(crate) mod make;

use make::{County, Figures, NEWEST, Office, State};

struct Made {
    county: County,
    public: tempfile::TempDir,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let county = make::county(30, 7, 20_261_124);
    let (root, public) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    county.write(root.path()).unwrap();
    super::example::build(root.path(), public.path());
    Made { county, public }
});

fn page(route: &str) -> Html {
    Html::parse_document(&text(route))
}

fn text(route: &str) -> String {
    fs::read_to_string(MADE.public.path().join(route)).unwrap_or_else(|_| panic!("{route} is not there"))
}

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn within<'h>(element: ElementRef<'h>, selector: &str) -> Vec<ElementRef<'h>> {
    element.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The published figures of an office-year.
fn published(office: &Office, year: u16) -> Option<&Figures> {
    office.years.get(&year).filter(|(_, state)| matches!(state, State::Published { .. })).map(|(figures, _)| figures)
}

fn total(six: &make::Six) -> i64 {
    six.iter().sum::<u64>().cast_signed()
}

/// The figures of the headline table, by label.
fn headline(figures: &Figures) -> BTreeMap<&'static str, i64> {
    let handled = (0..6).map(|column| figures.handled(column).cast_signed()).sum();
    let cases = |rows: &[[u64; 4]]| rows.iter().flatten().sum::<u64>().cast_signed();
    BTreeMap::from([
        ("本年新收", total(&figures.new)),
        ("上年结转", total(&figures.carried_in)),
        ("办理总计", handled),
        ("予以公开", total(&figures.results[0])),
        ("部分公开", total(&figures.results[1])),
        ("结转下年", total(&figures.carried_out)),
        ("行政复议", cases(&figures.cases[..1])),
        ("行政诉讼", cases(&figures.cases[1..])),
    ])
}

/// `part / whole` in tenths of a per cent, halves away from zero.
fn tenths(part: i64, whole: i64) -> i64 {
    let doubled = part.abs() * 2000 + whole;
    part.signum() * (doubled / (2 * whole))
}

fn said_tenths(tenths: i64) -> String {
    format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}

/// `+4（+5.7%）`
fn change(before: i64, now: i64) -> String {
    let difference = now - before;
    let mut said = match difference {
        0 => return "0".to_owned(),
        1.. => format!("+{difference}"),
        _ => difference.to_string(),
    };
    if before >= 10 {
        let percent = tenths(difference, before);
        let sign = if percent > 0 { "+" } else { "" };
        said += &match percent {
            0 => "（不足 0.1%）".to_owned(),
            _ => format!("（{sign}{}%）", said_tenths(percent)),
        };
    }
    said
}

#[test]
fn the_figures_of_every_office_change_as_worked_out_again() {
    let mut changes = 0;
    for office in &MADE.county.offices {
        let html = page(&format!("{}/index.html", office.id));
        let Some(table) = all(&html, "#headline-years").first().copied() else {
            assert!(office.years.keys().all(|year| published(office, *year).is_none()), "{}", office.id);
            continue;
        };
        let columns: Vec<(u16, String)> = within(table, "thead th.year")
            .into_iter()
            .map(|head| {
                let words = words(head);
                (words[..4].parse().unwrap(), words)
            })
            .collect();
        for row in within(table, "tbody tr") {
            let label = words(within(row, "th")[0]);
            let Some(label) = headline(&Figures::default()).into_keys().find(|known| *known == label) else { continue };
            for ((year, head), point) in columns.iter().zip(within(row, "td")) {
                let before_merger = head.contains("县");
                let of = if before_merger {
                    let id = &office.predecessors[0];
                    MADE.county.offices.iter().find(|known| known.id == *id).unwrap()
                } else {
                    office
                };
                let Some(figures) = published(of, *year) else {
                    assert_eq!(words(point), "", "{} {year} {label}: a gap holds nothing", office.id);
                    continue;
                };
                let now = headline(figures)[label];
                let mut expected = now.to_string();
                // The year before, of the office itself or of the one it continues.
                let mut earlier: Vec<&Office> = vec![office];
                earlier.extend(MADE.county.offices.iter().filter(|known| office.predecessors.contains(&known.id)));
                let before: Vec<&Figures> =
                    earlier.into_iter().filter_map(|office| published(office, year - 1)).collect();
                if let [before] = before[..] {
                    let said = change(headline(before)[label], now);
                    expected = format!("{expected}比 {} 年 {said}", year - 1);
                    changes += 1;
                }
                assert_eq!(words(point), expected, "{} {year} {label}", office.id);
            }
        }
    }
    assert!(changes > 800, "only {changes} changes were looked at");
}

#[test]
fn rates_carry_their_fractions_and_change_in_points() {
    let mut points = 0;
    for office in &MADE.county.offices {
        let html = page(&format!("{}/index.html", office.id));
        let Some(table) = all(&html, "#headline-years").first().copied() else { continue };
        let rows = within(table, "tbody tr");
        let rate = rows.last().unwrap();
        assert!(words(within(*rate, "th")[0]).contains("比例"));
        let share = |year: u16| {
            let figures = headline(published(office, year)?);
            Some((figures["予以公开"] + figures["部分公开"], figures["办理总计"]))
        };
        for (head, point) in within(table, "thead th.year").into_iter().zip(within(*rate, "td")) {
            let words_of_head = words(head);
            let year: u16 = words_of_head[..4].parse().unwrap();
            let Some((part, whole)) = share(year).filter(|_| words_of_head.len() == 4 || words_of_head.ends_with('※'))
            else {
                continue;
            };
            let mut expected = format!("{part}/{whole}");
            if whole >= 10 {
                expected = format!("{}%（{expected}）", said_tenths(tenths(part, whole)));
            }
            if let Some((was, of)) = share(year - 1).filter(|(_, of)| *of >= 10 && whole >= 10) {
                let (numerator, denominator) = (part * of - was * whole, whole * of);
                let moved = tenths(numerator, denominator);
                let moved = match moved {
                    0 if numerator == 0 => "0".to_owned(),
                    0 if numerator > 0 => "+不足 0.1".to_owned(),
                    0 => "-不足 0.1".to_owned(),
                    1.. => format!("+{}", said_tenths(moved)),
                    _ => said_tenths(moved),
                };
                expected += &format!("比 {} 年 {moved} 个百分点", year - 1);
                points += 1;
            }
            assert_eq!(words(point), expected, "{} {year}", office.id);
        }
    }
    assert!(points > 20, "only {points} changes of rates were looked at");
}

#[test]
fn the_sums_of_every_year_are_those_of_the_published_reports() {
    let government = &MADE.county.offices[0];
    for year in NEWEST - 6..=NEWEST {
        let html = page(&format!("years/{year}/index.html"));
        let due: Vec<&Office> = MADE.county.offices[1..]
            .iter()
            .filter(|office| (office.first.unwrap()..=office.last.unwrap_or(NEWEST)).contains(&year))
            .collect();
        let reported: Vec<&&Office> = due.iter().filter(|office| published(office, year).is_some()).collect();
        let text = words(all(&html, "main")[0]);
        let count = format!("的 {} 个机关中 {} 个已报", due.len(), reported.len());
        assert!(text.contains(&count), "{year}: {count}\n{text}");
        let mut sum = Figures::default();
        reported.iter().for_each(|office| sum.add(published(office, year).unwrap()));
        let figure = |id: &str| {
            let found = all(&html, &format!("#sum-{}-{id}", government.id));
            assert_eq!(found.len(), 1, "{year} {id}");
            words(found[0])
        };
        let columns = ["natural_person", "business", "research", "public_welfare", "legal_service", "other_org"];
        for (column, name) in columns.iter().enumerate() {
            assert_eq!(figure(&format!("t3-new_requests-{name}")), sum.new[column].to_string(), "{year}");
            assert_eq!(figure(&format!("t3-carried_in-{name}")), sum.carried_in[column].to_string(), "{year}");
            assert_eq!(figure(&format!("t3-total_handled-{name}")), sum.handled(column).to_string(), "{year}");
            let rows = if year < 2021 { 18 } else { 21 };
            for ((row, _, _), six) in make::RESULTS[..rows].iter().zip(&sum.results) {
                assert_eq!(figure(&format!("t3-{row}-{name}")), six[column].to_string(), "{year} {row} {name}");
            }
        }
        let handled: u64 = (0..6).map(|column| sum.handled(column)).sum();
        assert_eq!(figure("t3-total_handled-total"), handled.to_string(), "{year}");
        let review: u64 = sum.cases[0].iter().sum();
        assert_eq!(figure("t4-review-total"), review.to_string());
        if year >= 2021 {
            assert_eq!(figure("t2-normative_docs-repealed"), sum.documents[1].to_string());
            let fee: f64 = figure("t2-fees-amount_wan").parse().unwrap();
            assert!((fee - sum.fee as f64 / 10_000.0).abs() < 0.000_01, "{year} {fee}");
        }
        // Beside it the government's own figure and the difference.
        let own = published(government, year).unwrap();
        let beside = all(&html, "table.offices").into_iter().find(|table| words(*table).contains("对照")).unwrap();
        let row = within(beside, "tbody tr").into_iter().find(|row| words(*row).starts_with("一、本年新收")).unwrap();
        let cells: Vec<String> = within(row, "td").into_iter().map(words).collect();
        let (own, sum) = (total(&own.new), total(&sum.new));
        let difference = if own == sum { "0".to_owned() } else { format!("{:+}", own - sum) };
        assert_eq!(cells[1..], [own.to_string(), sum.to_string(), difference], "{year}");
    }
}

#[test]
fn every_pair_of_years_is_set_side_by_side_with_its_change() {
    let mut lines = 0;
    for office in &MADE.county.offices {
        for year in NEWEST - 5..=NEWEST {
            let both = published(office, year).is_some() && published(office, year - 1).is_some();
            let route = format!("{}/{year}/compare.html", office.id);
            let continues = !office.predecessors.is_empty() && year == office.first.unwrap();
            assert!(both == MADE.public.path().join(&route).exists() || continues, "{route}");
            if !both {
                continue;
            }
            for row in all(&page(&route), "table.pair tbody tr:not(.group)") {
                let cells: Vec<String> = within(row, "td").into_iter().map(words).collect();
                let number = |text: &str| text.parse::<i64>().ok();
                match (number(&cells[0]), number(&cells[1])) {
                    (Some(before), Some(now)) => {
                        assert_eq!(cells[2], change(before, now), "{route}: {}", words(row));
                        lines += 1;
                    }
                    _ if cells[0] == "—" || cells[1] == "—" => assert_eq!(cells[2], "", "{route}"),
                    _ => assert!(cells[0].contains('.') || cells[1].contains('.'), "{route}: {}", words(row)),
                }
            }
        }
    }
    assert!(lines > 5_000, "only {lines} lines were looked at");
}

#[test]
fn the_wall_shows_how_every_office_year_stands() {
    let html = page("index.html");
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for row in all(&html, "table.wall tbody tr") {
        let name = words(within(row, "th")[0]);
        let office = MADE.county.offices.iter().find(|office| office.name == name).unwrap();
        for (year, cell) in (NEWEST - 6..=NEWEST).rev().zip(within(row, "td")) {
            let government = office.parent.is_none();
            let expected = match office.years.get(&year).map(|(_, state)| *state) {
                Some(State::Published { month, day, corrected }) => {
                    let late = if government { (month, day) > (3, 31) } else { (month, day) > (1, 31) };
                    let form = if year < 2021 { "2019年版" } else { "2021年版" };
                    let shape = if late { "▲逾期" } else { "●按时" };
                    format!("{shape}{form}{}", if corrected { " 有更正" } else { "" })
                }
                Some(State::Missing) => "○缺".to_owned(),
                Some(State::Draft) => "□草稿".to_owned(),
                None => String::new(),
            };
            assert_eq!(words(cell), expected, "{name} {year}");
            *states.entry(expected).or_default() += 1;
        }
    }
    assert!(states.len() >= 6, "{states:?}");
}

#[test]
fn the_files_to_take_away_hold_every_figure_once() {
    let csv = text("data/cells.csv");
    assert!(csv.starts_with('\u{feff}'));
    let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|row| row.split(',').collect()).collect();
    let sum: i64 =
        rows.iter().filter(|row| row[4] == "t3.new_requests.total").map(|row| row[6].parse::<i64>().unwrap()).sum();
    let offices = MADE.county.offices.iter();
    let reports: Vec<(u16, &Figures)> = offices
        .flat_map(|office| office.years.keys().filter_map(|year| Some((*year, published(office, *year)?))))
        .collect();
    assert_eq!(sum, reports.iter().map(|(_, figures)| total(&figures.new)).sum::<i64>());
    let cells = |year: u16| if year < 2021 { 198 } else { 200 };
    assert_eq!(rows.len(), reports.iter().map(|(year, _)| cells(*year)).sum::<usize>());
    let json: serde_json::Value = serde_json::from_str(&text("data/cells.json")).unwrap();
    let facts = json["cells"].as_array().unwrap();
    assert_eq!(facts.len(), rows.len());
    for (fact, row) in facts.iter().zip(&rows) {
        let value = match &fact["value"] {
            serde_json::Value::String(text) => text.clone(),
            number => number.to_string(),
        };
        assert_eq!(
            (fact["office"].as_str(), fact["cell"].as_str(), value.as_str()),
            (Some(row[0]), Some(row[4]), row[6])
        );
    }
    let by_year: usize =
        (NEWEST - 6..=NEWEST).map(|year| text(&format!("years/{year}/cells.csv")).lines().count() - 1).sum();
    assert_eq!(by_year, rows.len());
    assert_eq!(MADE.county.offices[0].id, rows[0][0]);
}

#[test]
fn a_merged_office_continues_the_one_before_it_visibly() {
    let merged = MADE.county.offices.iter().find(|office| !office.predecessors.is_empty()).unwrap();
    let html = page(&format!("{}/index.html", merged.id));
    let heads: Vec<String> = all(&html, "#headline-years thead th.year").into_iter().map(words).collect();
    assert!(heads.len() >= 7 && heads[0].starts_with("2019") && heads[0].len() > "2019※".len(), "{heads:?}");
    assert_eq!(all(&html, "#headline-years thead th.break").len(), 1, "the change of form is ruled");
    let before = page(&format!("{}/index.html", merged.predecessors[0]));
    assert!(words(all(&before, "main")[0]).contains(&format!("已并入：{}", merged.name)));
}

#[test]
fn the_tree_holds_together() {
    super::example::links_resolve(&super::example::tree(MADE.public.path()));
    assert!(Path::new(MADE.public.path()).join("search/index/63.js").exists());
}

#[test]
fn a_title_written_in_the_text_stands_on_the_page_once() {
    let office = &MADE.county.offices[1];
    let year = *office.years.keys().find(|year| published(office, **year).is_some()).unwrap();
    let html = page(&format!("{}/{year}/index.html", office.id));
    let title = words(all(&html, "h1")[0]);
    assert!(title.starts_with(&office.name), "{title}");
    assert_eq!(all(&html, "h2, h3, h4").into_iter().filter(|heading| words(*heading) == title).count(), 0);
    let report: serde_json::Value = serde_json::from_str(&text(&format!("{}/{year}/report.json", office.id))).unwrap();
    assert!(report["narrative"]["preface"].as_str().unwrap().starts_with("本报告由"), "{report}");
}

#[test]
fn the_feed_holds_the_fifty_newest_of_all_that_came_out() {
    // Every day on which a report or a correction came out, from the published data.
    let mut days: Vec<String> = Vec::new();
    for entry in walkdir::WalkDir::new(MADE.public.path()).into_iter().map(Result::unwrap) {
        if entry.file_name() != "report.json" {
            continue;
        }
        let report: serde_json::Value = serde_json::from_slice(&fs::read(entry.path()).unwrap()).unwrap();
        days.extend(report["published"].as_str().map(|published| published[..10].to_owned()));
        let corrections = report["corrections"].as_array().unwrap();
        days.extend(corrections.iter().map(|correction| correction["date"].as_str().unwrap().to_owned()));
    }
    days.sort_unstable_by(|one, other| other.cmp(one));
    assert!(days.len() > 100, "{}", days.len());
    let feed = text("feed.xml");
    let entries = feed.split("<entry>").skip(1).map(|entry| entry.split("<updated>").nth(1).unwrap()[..10].to_owned());
    assert_eq!(entries.collect::<Vec<_>>(), days[..50]);
    let summaries: Vec<&str> = feed.split("<summary>").skip(1).filter(|said| said.starts_with("原为")).collect();
    assert!(summaries.is_empty(), "which figure was corrected? {summaries:?}");
    assert!(feed.contains("<summary>一、本年新收政府信息公开申请数量 / 自然人，原为“"), "{feed}");
}

#[test]
fn offices_to_compare_stand_under_their_kinds() {
    let html = page("compare/index.html");
    let kinds: Vec<String> = all(&html, "#pairs ~ h3").into_iter().map(words).collect();
    assert_eq!(kinds, ["政府", "部门", "乡镇"]);
    let jumps: Vec<&str> = all(&html, "#pairs ~ nav a").iter().map(|link| link.attr("href").unwrap()).collect();
    assert_eq!(jumps, ["#kind-1", "#kind-2", "#kind-3"]);
    let lists = all(&html, ".pairs");
    assert_eq!(lists.len(), 3);
    let named = |list: &ElementRef<'_>| -> BTreeSet<String> {
        list.select(&Selector::parse("b").unwrap()).map(words).collect()
    };
    assert_eq!(named(&lists[0]).len(), 1);
    assert!(named(&lists[2]).iter().all(|name| name.ends_with("镇人民政府")), "{:?}", named(&lists[2]));
    let here = lists.iter().map(|list| named(list).len()).sum::<usize>();
    let offices = MADE.county.offices.iter();
    let reporting = offices.filter(|office| office.years.keys().any(|year| published(office, *year).is_some()));
    assert_eq!(here, reporting.count());
}
