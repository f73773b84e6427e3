//! `data/words.yaml` as it is written.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::{Change, Parts};

const FILE: &str = include_str!("../data/words.yaml");

/// The file, read once.
pub(super) static SPEC: LazyLock<Result<Spec, String>> =
    LazyLock::new(|| serde_yaml::from_str(FILE).map_err(|fault| format!("words.yaml: {fault}")));

/// Finds the words of sentences everybody writes; all forms have the same.
pub(super) static STOCK: LazyLock<Result<AhoCorasick, String>> = LazyLock::new(|| {
    let stock = &SPEC.as_ref().map_err(Clone::clone)?.stock;
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(stock).map_err(|fault| fault.to_string())
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    pub(super) claims: Vec<ClaimSpec>,
    pub(super) case_results: Vec<ResultSpec>,
    pub(super) applicants: Vec<ApplicantSpec>,
    pub(super) everybody: Vec<String>,
    pub(super) nothing: Vec<NothingSpec>,
    pub(super) narrower: Vec<String>,
    pub(super) trailing: Vec<String>,
    pub(super) elsewhere: Vec<String>,
    pub(super) whole_area: Vec<String>,
    pub(super) past: Vec<String>,
    pub(super) change: Change,
    pub(super) requests: Vec<String>,
    pub(super) stock: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimSpec {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) check: String,
    #[serde(default)]
    pub(super) all: Vec<String>,
    #[serde(default)]
    pub(super) any: Vec<String>,
    #[serde(default)]
    pub(super) none: Vec<String>,
    #[serde(default)]
    pub(super) near: Vec<String>,
    #[serde(default)]
    pub(super) unless: Vec<String>,
    #[serde(default)]
    pub(super) section: Option<String>,
    #[serde(default)]
    pub(super) only_there: bool,
    #[serde(default)]
    pub(super) money: bool,
    #[serde(default)]
    pub(super) parts: Option<Parts>,
    pub(super) readings: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultSpec {
    pub(super) column: String,
    pub(super) any: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicantSpec {
    pub(super) columns: Vec<String>,
    pub(super) any: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NothingSpec {
    pub(super) check: String,
    pub(super) name: String,
    pub(super) any: Vec<String>,
    pub(super) of: Vec<String>,
    #[serde(default)]
    pub(super) after: bool,
    #[serde(default)]
    pub(super) through: Vec<String>,
    #[serde(default)]
    pub(super) unless: Vec<String>,
    #[serde(default)]
    pub(super) parts: Option<Parts>,
    pub(super) readings: Vec<Vec<String>>,
}
