//! One request in, one answer out, over HTTP/1.1.
//!
//! `httparse` (the parser of hyper, without a dependency of its own) reads the head; the
//! limits stand here: how long a head may be and how long it may take, so that nobody
//! holds the server up.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Largest head of a request, in bytes.
const LARGEST: usize = 16 << 10;
/// Most lines of a head.
const MOST: usize = 100;
/// Longest that a head may take.
const LONGEST: Duration = Duration::from_secs(5);
/// Longest that a reader may take for a piece of an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// As sent, without what follows `?`.
    pub(super) path: String,
    /// What follows `?`.
    pub(super) query: String,
    pub(super) host: Option<String>,
    pub(super) range: Option<String>,
}

/// Why a request cannot be answered: a status.
pub(super) type Refusal = u16;

/// Reads the head of a request.
///
/// # Errors
/// A status; 0 where nobody is there to be told.
pub(super) fn read(stream: &mut TcpStream) -> Result<Request, Refusal> {
    let started = Instant::now();
    stream.set_write_timeout(Some(PATIENCE)).map_err(|_| 0_u16)?;
    let (mut head, mut piece) = (Vec::new(), [0_u8; 2048]);
    loop {
        let left = LONGEST.checked_sub(started.elapsed()).filter(|left| !left.is_zero()).ok_or(408_u16)?;
        stream.set_read_timeout(Some(left)).map_err(|_| 0_u16)?;
        match stream.read(&mut piece) {
            Ok(0) => return Err(0),
            Ok(read) => head.extend_from_slice(&piece[..read]),
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) if matches!(cause.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Err(408);
            }
            Err(_) => return Err(0),
        }
        match parse(&head)? {
            Some(request) => return Ok(request),
            None if head.len() > LARGEST => return Err(431),
            None => {}
        }
    }
}

/// Reads a head, and the range it asks of a file.
#[cfg(fuzzing)]
pub(super) fn fuzzed(head: &[u8]) {
    if let Ok(Some(request)) = parse(head)
        && let Some(range) = &request.range
        && let Part::Of(part) = part(range, 10)
    {
        assert!(part.start < part.end && part.end <= 10, "{range}");
    }
}

/// The request, once its head is whole.
fn parse(head: &[u8]) -> Result<Option<Request>, Refusal> {
    let mut lines = [httparse::EMPTY_HEADER; MOST];
    let mut parsed = httparse::Request::new(&mut lines);
    match parsed.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(431),
        Err(_) => return Err(400),
    }
    let target = parsed.path.unwrap_or_default();
    if !target.starts_with('/') {
        return Err(400);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let line = |name: &str| {
        let mut found = parsed.headers.iter().filter(|line| line.name.eq_ignore_ascii_case(name));
        let first = found.next().and_then(|line| std::str::from_utf8(line.value).ok()).map(str::to_owned);
        // Two different answers to one question are none.
        first.filter(|_| found.next().is_none())
    };
    Ok(Some(Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        host: line("host"),
        // Without knowing versions, a part is only given where no version is asked for.
        range: line("range").filter(|_| line("if-range").is_none()),
    }))
}

/// The head of an answer.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) more: Vec<(&'static str, String)>,
}

impl Head {
    pub(super) fn new(status: u16, kind: &'static str) -> Head {
        Head { status, kind, more: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Head {
        self.more.push((name, value.into()));
        self
    }

    /// Sends the head; `length` is that of what follows, where it is known.
    pub(super) fn send(&self, stream: &mut TcpStream, length: Option<u64>) -> io::Result<()> {
        let mut text = format!("HTTP/1.1 {} {}\r\nContent-Type: {}\r\n", self.status, reason(self.status), self.kind);
        if let Some(length) = length {
            text.push_str(&format!("Content-Length: {length}\r\n"));
        }
        for (name, value) in &self.more {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        // What is previewed is never kept, never read by another site's script, never
        // taken for what it is not.
        text.push_str("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
        text.push_str("Cross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n");
        stream.write_all(text.as_bytes())
    }

    /// Sends an answer; for `HEAD` only its head.
    pub(super) fn answer(&self, stream: &mut TcpStream, body: &[u8], only_head: bool) -> io::Result<()> {
        self.send(stream, Some(body.len() as u64))?;
        if only_head { Ok(()) } else { stream.write_all(body) }
    }
}

/// Sends a file, or the part of it that is asked for.
pub(super) fn send_file(
    stream: &mut TcpStream,
    kind: &'static str,
    mut file: impl Read + Seek,
    request: &Request,
) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let only_head = request.method == "HEAD";
    let head = |status| Head::new(status, kind).with("Accept-Ranges", "bytes");
    let part = match request.range.as_deref().map(|range| part(range, length)) {
        None | Some(Part::Whole) => 0..length,
        Some(Part::Beyond) => {
            return head(416).with("Content-Range", format!("bytes */{length}")).answer(stream, b"", only_head);
        }
        Some(Part::Of(part)) => {
            let said = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            head(206).with("Content-Range", said).send(stream, Some(part.end - part.start))?;
            return copy(stream, file, part, only_head);
        }
    };
    head(200).send(stream, Some(length))?;
    copy(stream, file, part, only_head)
}

fn copy(stream: &mut TcpStream, mut file: impl Read + Seek, part: Range<u64>, only_head: bool) -> io::Result<()> {
    if only_head {
        return Ok(());
    }
    file.seek(SeekFrom::Start(part.start))?;
    io::copy(&mut file.take(part.end - part.start), stream).map(drop)
}

/// What a `Range` asks of a file.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// All of it: several parts, or words that are not understood.
    Whole,
    Of(Range<u64>),
    Beyond,
}

fn part(range: &str, length: u64) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|part| part.split_once('-')) else {
        return Part::Whole;
    };
    let number = |word: &str| word.trim().parse::<u64>().ok();
    match (first.trim().is_empty(), number(first), last.trim().is_empty(), number(last)) {
        (true, _, _, Some(0)) => Part::Beyond,
        (true, _, _, Some(count)) if length > 0 => Part::Of(length.saturating_sub(count)..length),
        (_, Some(first), true, _) if first < length => Part::Of(first..length),
        (_, Some(first), _, Some(last)) if first < length && first <= last => {
            Part::Of(first..last.saturating_add(1).min(length))
        }
        (_, Some(first), true, _) | (_, Some(first), _, Some(_)) if first >= length => Part::Beyond,
        _ => Part::Whole,
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        301 => "Moved Permanently",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        416 => "Range Not Satisfiable",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

/// The content type of a file by its ending. Files the program makes are UTF-8; what
/// offices attach may be anything, so that browsers look for themselves.
pub(super) fn kind(address: &str, ours: bool) -> &'static str {
    let ending = address.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match (ending.as_str(), ours) {
        ("html" | "htm", true) => "text/html; charset=utf-8",
        ("html" | "htm", false) => "text/html",
        ("css", _) => "text/css; charset=utf-8",
        ("js", _) => "text/javascript; charset=utf-8",
        ("json", _) => "application/json; charset=utf-8",
        ("csv", true) => "text/csv; charset=utf-8",
        ("csv", false) => "text/csv",
        ("xml", true) => "application/xml; charset=utf-8",
        ("xml", false) => "application/xml",
        ("txt" | "md", _) => "text/plain",
        ("svg", _) => "image/svg+xml",
        ("png", _) => "image/png",
        ("jpg" | "jpeg", _) => "image/jpeg",
        ("gif", _) => "image/gif",
        ("webp", _) => "image/webp",
        ("ico", _) => "image/vnd.microsoft.icon",
        ("woff2", _) => "font/woff2",
        ("woff", _) => "font/woff",
        ("ttf", _) => "font/ttf",
        ("otf", _) => "font/otf",
        ("pdf", _) => "application/pdf",
        ("ofd", _) => "application/ofd",
        ("zip", _) => "application/zip",
        ("doc", _) => "application/msword",
        ("xls", _) => "application/vnd.ms-excel",
        ("docx", _) => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("xlsx", _) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_and_halves_waited_for() {
        let head = "GET /a/?x=1 HTTP/1.1\r\nHost: localhost:4000\r\nRange: bytes=0-1\r\n\r\n";
        let request = Request {
            method: "GET".into(),
            path: "/a/".into(),
            query: "x=1".into(),
            host: Some("localhost:4000".into()),
            range: Some("bytes=0-1".into()),
        };
        assert_eq!(parse(head.as_bytes()), Ok(Some(request)));
        assert_eq!(parse(&head.as_bytes()[..30]), Ok(None));
        assert_eq!(parse(b"\x16\x03\x01 tls\r\n\r\n"), Err(400));
        assert_eq!(parse(b"GET http://other/ HTTP/1.1\r\n\r\n"), Err(400));
        let twice = b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n";
        assert_eq!(parse(twice).map(|request| request.and_then(|request| request.host)), Ok(None));
    }

    #[test]
    fn parts_of_files() {
        assert_eq!(part("bytes=0-3", 10), Part::Of(0..4));
        assert_eq!(part("bytes=4-", 10), Part::Of(4..10));
        assert_eq!(part("bytes=-3", 10), Part::Of(7..10));
        assert_eq!(part("bytes=-30", 10), Part::Of(0..10));
        assert_eq!(part("bytes=4-99", 10), Part::Of(4..10));
        assert_eq!(part("bytes=10-", 10), Part::Beyond);
        assert_eq!(part("bytes=10-12", 10), Part::Beyond);
        assert_eq!(part("bytes=-0", 10), Part::Beyond);
        for whole in ["bytes=3-1", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=-"] {
            assert_eq!(part(whole, 10), Part::Whole, "{whole}");
        }
    }
}
