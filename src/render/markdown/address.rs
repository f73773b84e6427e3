//! Addresses of links and images: which may stand on a government page, and how.

use crate::source::address::encoded;

use super::mend::SENTINEL;

/// The address of a link, if it is one a government page may carry.
pub(super) fn link_address(written: &str) -> Option<String> {
    let address: String = written.trim().chars().filter(|c| *c != SENTINEL).collect();
    if address.chars().any(char::is_control) || address.is_empty() {
        return None;
    }
    let lower = address.to_ascii_lowercase();
    match scheme(&lower) {
        Some("http" | "https" | "mailto" | "tel") => Some(encoded(&address)),
        Some(_) => None,
        // The site may lie anywhere under its host: addresses from the host's root or
        // of another host without a scheme would leave it by mistake.
        None if address.starts_with(['/', '\\']) => None,
        None => Some(encoded(&address)),
    }
}

/// The address of an image: only one that lies beside the report.
pub(super) fn image_address(written: &str) -> Option<String> {
    let address: String = written.trim().chars().filter(|c| *c != SENTINEL).collect();
    let plain =
        scheme(&address).is_none() && !address.starts_with(['/', '\\']) && !address.chars().any(char::is_control);
    (plain && !address.is_empty()).then(|| encoded(&address))
}

/// What stands before a colon that comes before any slash.
pub(super) fn scheme(address: &str) -> Option<&str> {
    let end = address.find([':', '/', '?', '#'])?;
    address[end..].starts_with(':').then_some(&address[..end])
}

/// Undoes percent-encoding; what does not give UTF-8 stays as it is.
pub fn decoded(address: &str) -> String {
    if !address.contains('%') {
        return address.to_owned();
    }
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        let code = code.filter(|_| *first == b'%');
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| address.to_owned())
}
