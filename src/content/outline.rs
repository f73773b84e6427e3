//! Finding one's way in the rows of a table as `data.yaml` nests them.

use crate::edition::{Entry, Holds, Said};

/// The entry a key means, looking through groups whose rows may stand directly here.
pub(super) fn find<'e>(key: &str, entries: &'e [Entry]) -> Option<&'e Entry> {
    find_said(&Said::new(key), entries)
}

fn find_said<'e>(key: &Said<'_>, entries: &'e [Entry]) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.names.meant_by(key)).or_else(|| {
        let inline = entries.iter().filter(|entry| entry.inline);
        inline
            .filter_map(|entry| match &entry.holds {
                Holds::Entries(inner) => find_said(key, inner),
                Holds::Row(_) => None,
            })
            .next()
    })
}

/// Whether a key names a row or group anywhere in a table.
pub(super) fn anywhere(key: &str, entries: &[Entry]) -> bool {
    entries
        .iter()
        .any(|entry| entry.names.means(key) || matches!(&entry.holds, Holds::Entries(inner) if anywhere(key, inner)))
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
