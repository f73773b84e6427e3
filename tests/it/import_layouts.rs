//! Made-up reports of both forms, in every layout a report is kept in (`import_drawn`),
//! imported again: every cell as it was, every sentence in its section.

use nianbao::edition::Edition;
use nianbao::import::{self, Imported, Outcome, Wishes};

use super::import_drawn::{Dice, WORDS, both, compare, figures, layouts, read};

#[test]
fn every_layout_gives_every_cell_and_every_sentence() {
    let mut faults = Vec::new();
    for edition in both() {
        for seed in 0..4 {
            let figures = figures(&edition, seed);
            for (name, make, least) in layouts() {
                let imported = read(name, &make(&edition, &figures));
                let at = format!("{name}, {}, seed {seed}", edition.id);
                assert_eq!(imported.edition.as_ref().map(|found| &found.id), Some(&edition.id), "{at}");
                assert_eq!((imported.office.as_deref(), imported.year), (Some("甲县乙局"), edition.first_year), "{at}");
                let (read, wrong) = compare(&edition, &imported, &figures);
                faults.extend(wrong.into_iter().map(|fault| format!("{at}: {fault}")));
                if read * 100 < edition.cells.len() * least {
                    faults.push(format!("{at}: only {read} cells\n  {}", imported.account.lines().join("\n  ")));
                }
                faults.extend(words(&edition, &imported).map(|fault| format!("{at}: {fault}")));
                if imported.account.lines().iter().any(|line| line.contains("另有一个标题")) {
                    faults.push(format!("{at}: two reports are seen"));
                }
            }
        }
    }
    faults.truncate(30);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// A form that holds all of another and more hides neither.
#[test]
fn of_two_forms_that_are_nearly_alike_the_right_one_is_read() {
    let editions = super::third_edition::followed_by(&super::third_edition::copy("")).unwrap();
    for edition in editions.iter() {
        let figures = figures(edition, 1);
        for (name, make, _) in layouts() {
            let imported = import::read(name, &make(edition, &figures), &editions, Wishes::default()).unwrap();
            assert_eq!(imported.edition.as_ref().map(|found| &found.id), Some(&edition.id), "{name}");
            assert_eq!(compare(edition, &imported, &figures).1, [""; 0], "{name}, {}", edition.id);
        }
    }
    // A report of 2020 on the form of 2021: by its words, not by its year.
    let of_2021 = editions.named("2021").unwrap();
    let html = layouts().remove(0).1(of_2021, &figures(of_2021, 1));
    let wishes = Wishes { year: Some(2020) };
    let imported = import::read("page.html", &html, &editions, wishes).unwrap();
    assert_eq!(imported.edition.unwrap().id, "2021");
}

/// Sentences that do not stand in their section, and whatever else stands there.
fn words(edition: &Edition, imported: &Imported) -> Option<String> {
    let mut expected = String::new();
    for (section, words) in edition.sections.iter().zip(WORDS) {
        expected += &format!("## {}\n\n{words}\n\n", section.names.label);
    }
    (imported.narrative != expected).then(|| format!("the text is\n{}", imported.narrative))
}

#[test]
fn an_empty_cell_is_unread_and_never_zero() {
    for edition in both() {
        let mut figures = figures(&edition, 3);
        let mut dice = Dice(7);
        for figure in &mut figures {
            if dice.roll(4) == 0 {
                figure.clear();
            }
        }
        for (name, make, _) in layouts() {
            if !["page.html", "word.htm", "word.docx"].contains(&name) {
                continue;
            }
            let imported = read(name, &make(&edition, &figures));
            let (read, wrong) = compare(&edition, &imported, &figures);
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
            let filled = figures.iter().filter(|figure| !figure.is_empty()).count();
            assert_eq!(read, filled, "{name}, {}\n{}", edition.id, imported.account.lines().join("\n"));
            assert!(imported.data.contains('~') && imported.account.unread == figures.len() - filled);
        }
    }
}

/// Text that lost its empty cells: what cannot be told is unread, what is told is right.
#[test]
fn lost_cells_move_no_figure() {
    let mut faults = Vec::new();
    for edition in both() {
        for seed in 0..6 {
            let whole = figures(&edition, seed);
            let mut dice = Dice(seed + 70);
            let blank = |figure: &String| if dice.roll(12) == 0 { String::new() } else { figure.clone() };
            let mut figures: Vec<String> = whole.iter().map(blank).collect();
            for (name, make, _) in layouts() {
                let flat = name == "flat.txt";
                if flat {
                    let lost = figures.iter_mut().zip(&whole).filter(|(_, truth)| *truth != "0");
                    lost.for_each(|(figure, truth)| figure.clone_from(truth));
                }
                let imported = read(name, &make(&edition, &figures));
                let (_, mut wrong) = compare(&edition, &imported, &whole);
                // Where digits run together a figure that is not there, be it a zero, can make
                // others look whole: that they are deduced is said of each.
                wrong.retain(|fault| !flat || !fault.contains("Deduced("));
                faults.extend(wrong.into_iter().map(|fault| format!("{name}, {}, seed {seed}: {fault}", edition.id)));
            }
        }
    }
    faults.truncate(20);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_wrong_total_is_kept_for_the_checks_and_moves_no_figure() {
    let edition = both().remove(1);
    let mut figures = figures(&edition, 1);
    let total = edition.cell("t3.granted.total").unwrap();
    figures[total] = "77".to_owned();
    for (name, make, _) in layouts() {
        let imported = read(name, &make(&edition, &figures));
        let (_, wrong) = compare(&edition, &imported, &figures);
        // Digits run together cannot be parted by a total that is wrong.
        if name == "flat.txt" {
            assert!(
                imported.outcomes[total].value().is_none() || matches!(imported.outcomes[total], Outcome::Deduced(..))
            );
            continue;
        }
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        assert!(imported.data.contains("    予以公开: 77\n"), "{name}\n{}", imported.data);
    }
}

#[test]
fn a_cell_is_converted_only_when_its_unit_is_printed() {
    let edition = both().remove(0);
    let mut figures = figures(&edition, 2);
    let set = |figures: &mut Vec<String>, id: &str, text: &str| figures[edition.cell(id).unwrap()] = text.to_owned();
    set(&mut figures, "t2.central_procurement.amount_wan", "251000元");
    set(&mut figures, "t2.normative_docs.made_this_year", "22（其中修订16件）");
    set(&mut figures, "t2.licences.items_change", "+3");
    set(&mut figures, "t2.licences.decisions", "—");
    set(&mut figures, "t2.penalties.items_change", "减4");
    let imported = read("page.html", &layouts()[0].1(&edition, &figures));
    let value = |id: &str| imported.outcomes[edition.cell(id).unwrap()].value().map(|value| value.to_string());
    assert_eq!(value("t2.central_procurement.amount_wan").as_deref(), Some("25.1"));
    assert_eq!(value("t2.normative_docs.made_this_year").as_deref(), Some("22"));
    assert_eq!(value("t2.licences.items_change").as_deref(), Some("3"));
    assert_eq!(value("t2.licences.decisions"), None);
    assert_eq!(value("t2.penalties.items_change").as_deref(), Some("-4"));
    let said = imported.account.lines().join("\n");
    for words in ["251000元", "22(其中修订16件)", "“—”", "原文“减4”，取 -4"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn columns_in_another_order_are_refused() {
    let edition = both().remove(1);
    let mut figures = figures(&edition, 5);
    let table = &edition.tables[1];
    for row in &table.rows {
        figures[row.cells.clone()].rotate_right(1);
    }
    for (name, make, _) in layouts().into_iter().filter(|(name, ..)| *name != "flat.txt") {
        let imported = read(name, &make(&edition, &figures));
        assert!(table.cells.clone().all(|cell| imported.outcomes[cell].value().is_none()), "{name}");
    }
}

#[test]
fn digits_without_a_sum_are_never_parted() {
    let edition = both().remove(1);
    let mut figures = figures(&edition, 2);
    for (id, text) in [("rules", "0"), ("normative_docs", "1")] {
        for column in ["issued", "repealed", "in_force"] {
            figures[edition.cell(&format!("t2.{id}.{column}")).unwrap()] = text.to_owned();
        }
    }
    let flat = layouts().into_iter().find(|(name, ..)| *name == "flat.txt").unwrap().1;
    let imported = read("flat.txt", &flat(&edition, &figures));
    let value = |id: &str| imported.outcomes[edition.cell(id).unwrap()].value();
    // Three zeros are three numbers; three ones may be one number and two empty cells.
    assert_eq!(value("t2.rules.repealed"), Some(0.into()));
    assert_eq!(value("t2.normative_docs.repealed"), None);
    assert!(imported.data.contains("行政规范性文件: [~, ~, ~]"), "{}", imported.data);
}

#[test]
fn digits_that_cannot_be_parted_are_said_with_the_ways_there_are() {
    let edition = both().remove(0);
    let mut figures = figures(&edition, 2);
    let set = |figures: &mut Vec<String>, id: &str, text: &str| figures[edition.cell(id).unwrap()] = text.to_owned();
    set(&mut figures, "t2.central_procurement.projects", "135");
    set(&mut figures, "t2.central_procurement.amount_wan", "75394432.52元");
    for (column, figure) in [("made_this_year", "89"), ("newly_disclosed", "89"), ("total_disclosed", "89")] {
        set(&mut figures, &format!("t2.rules.{column}"), figure);
    }
    let flat = layouts().into_iter().find(|(name, ..)| *name == "flat.txt").unwrap().1;
    let said = read("flat.txt", &flat(&edition, &figures)).account.lines().join("\n");
    assert!(said.contains("原文“13575394432.52元”应为 2 个数，数字相连，看不出从哪里分开"), "{said}");
    assert!(said.contains("原文“898989”数字相连，可读作 8/9/8989；"), "{said}");
    assert!(!said.contains("可读作 ，"), "{said}");
}

/// Damaged files of every layout: nothing panics, and nothing that is read is made up.
#[test]
fn damaged_sources_never_panic() {
    let edition = both().remove(1);
    let figures = figures(&edition, 4);
    let editions = nianbao::editions().unwrap();
    let mut dice = Dice(11);
    for (name, make, _) in layouts() {
        let whole = make(&edition, &figures);
        for _ in 0..8 {
            let mut bytes = whole.clone();
            let length = u64::try_from(bytes.len()).unwrap();
            match dice.roll(3) {
                0 => bytes.truncate(usize::try_from(dice.roll(length)).unwrap()),
                1 => {
                    let at = usize::try_from(dice.roll(length)).unwrap();
                    let end = (at + 40).min(bytes.len());
                    drop(bytes.drain(at..end));
                }
                _ => {
                    for _ in 0..20 {
                        let at = usize::try_from(dice.roll(length)).unwrap();
                        bytes[at] ^= 1 << dice.roll(8);
                    }
                }
            }
            let _ = import::read(name, &bytes, &editions, Wishes { year: Some(2021) });
        }
    }
}

/// Two reports in one file are one report to nobody: said by the title of the second.
#[test]
fn a_second_report_in_the_file_is_told_by_its_title() {
    for edition in both() {
        let make = layouts().into_iter().find(|(name, ..)| *name == "tabs.txt").unwrap().1;
        let figures = [figures(&edition, 1), figures(&edition, 2)];
        let [first, other] = [0, 1].map(|number| String::from_utf8(make(&edition, &figures[number])).unwrap());
        let year = edition.first_year;
        for second in [other.replace(&year.to_string(), &(year + 1).to_string()), other.replace("甲县乙局", "甲县丙局")]
        {
            let imported = read("tabs.txt", format!("{first}\n{second}").as_bytes());
            let said = imported.account.lines().join("\n");
            let title = second.lines().next().unwrap();
            assert!(said.contains(&format!("原件里另有一个标题“{title}”")), "{said}");
            // No figure of the one goes by the name of the other.
            assert_eq!((imported.office.as_deref(), imported.year), (Some("甲县乙局"), year), "{said}");
            assert_eq!(compare(&edition, &imported, &figures[0]).1, [""; 0], "{said}");
            assert!(imported.narrative.contains(title), "{said}");
        }
        // A page that lists other reports holds one.
        let list = format!("{first}\n甲县乙局{}年政府信息公开工作年度报告\n", year - 1);
        let said = read("tabs.txt", list.as_bytes()).account.lines().join("\n");
        assert!(!said.contains("另有一个标题"), "{said}");
    }
}
