//! Finding one's way in the rows of a table as `data.yaml` nests them.

use crate::edition::{Entry, Holds, Said};

/// The entry a key means: of this level, or a row of a group by a name that says the group.
pub(super) fn find<'e>(key: &str, entries: &'e [Entry]) -> Option<&'e Entry> {
    here(key, entries).or_else(|| {
        let mut beneath = entries.iter().flat_map(Entry::beneath);
        beneath.find(|(name, _)| name == key).map(|(_, row)| row)
    })
}

/// The entry of this level a key means, looking through groups whose rows may stand
/// directly here.
pub(super) fn here<'e>(key: &str, entries: &'e [Entry]) -> Option<&'e Entry> {
    // Nearly everybody writes the keys as they are; a test holds that none of them means
    // another entry as well.
    find_with(&|entry| entry.names.is(key), entries).or_else(|| {
        let said = Said::new(key);
        find_with(&|entry| entry.names.meant_by(&said), entries)
    })
}

fn find_with<'e>(meant: &dyn Fn(&Entry) -> bool, entries: &'e [Entry]) -> Option<&'e Entry> {
    entries.iter().find(|entry| meant(entry)).or_else(|| {
        let inline = entries.iter().filter(|entry| entry.inline);
        inline
            .filter_map(|entry| match &entry.holds {
                Holds::Entries(inner) => find_with(meant, inner),
                Holds::Row(_) => None,
            })
            .next()
    })
}

/// Whether a key names a row or group anywhere in a table.
pub(super) fn anywhere(key: &str, entries: &[Entry]) -> bool {
    find(key, entries).is_some()
        || entries.iter().any(|entry| matches!(&entry.holds, Holds::Entries(inner) if anywhere(key, inner)))
}

/// The entry a key means, of whatever level; of several the first.
pub(super) fn within<'e>(key: &str, entries: &'e [Entry]) -> Option<&'e Entry> {
    find(key, entries).or_else(|| {
        entries.iter().find_map(|entry| match &entry.holds {
            Holds::Entries(inner) => within(key, inner),
            Holds::Row(_) => None,
        })
    })
}

/// The group that holds the row a key means.
pub(super) fn group_of<'e>(key: &str, entries: &'e [Entry]) -> Option<&'e str> {
    entries.iter().find_map(|entry| match &entry.holds {
        Holds::Entries(inner) if !entry.inline && inner.iter().any(|row| row.names.means(key)) => {
            Some(entry.names.key.as_str())
        }
        Holds::Entries(inner) => group_of(key, inner),
        Holds::Row(_) => None,
    })
}

pub(super) fn keys<'e>(entries: &'e [Entry], known: &mut Vec<&'e str>) {
    for entry in entries {
        match &entry.holds {
            Holds::Entries(inner) if entry.inline => keys(inner, known),
            _ => known.push(&entry.names.key),
        }
    }
}

pub(super) fn names(typed: &[(usize, &str)]) -> String {
    typed.iter().map(|(_, key)| *key).collect::<Vec<_>>().join("、")
}

pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::edition::Editions;

    #[test]
    fn no_key_means_two_entries() {
        fn look(of: &[Entry], entries: &[Entry], seen: &mut usize) {
            for entry in entries {
                for key in [&entry.names.key, &entry.names.id] {
                    let said = Said::new(key);
                    let all = find_with(&|entry| entry.names.meant_by(&said), of);
                    let same = all.zip(find(key, of)).is_some_and(|(all, exact)| std::ptr::eq(all, exact));
                    assert!(key.is_empty() || same, "{key}");
                    *seen += 1;
                }
                if let Holds::Entries(inner) = &entry.holds {
                    look(if entry.inline { of } else { inner }, inner, seen);
                }
            }
        }
        let editions = Editions::embedded().unwrap();
        let mut seen = 0;
        for table in editions.iter().flat_map(|form| &form.tables) {
            look(&table.outline, &table.outline, &mut seen);
        }
        assert!(seen > 100);
    }
}
