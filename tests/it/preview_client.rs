//! A browser and a clerk, as tests of the preview play them.
//!
//! Nothing waits for a time to pass: events are waited for, with a deadline that only a
//! failing test reaches.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use nianbao::preview::{Options, Preview};
use serde_json::Value;

use super::sites::sound_site;

/// When a test gives up.
pub(super) const DEADLINE: Duration = Duration::from_secs(60);

pub(super) fn start(root: &Path) -> Preview {
    start_with(root, Options { port: 0, ..Options::default() })
}

pub(super) fn start_with(root: &Path, options: Options) -> Preview {
    Preview::start(root, &options, |_| {}).unwrap()
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn line(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// Sends bytes and reads the answer to its end.
pub(super) fn send(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..at].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: answer[at + 4..].to_vec() }
}

pub(super) fn ask(preview: &Preview, method: &str, path: &str, more: &str) -> Answer {
    let host = preview.address;
    send(host, format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n").as_bytes())
}

pub(super) fn get(preview: &Preview, path: &str) -> Answer {
    ask(preview, "GET", path, "")
}

/// A page without the script that the preview adds and the leave it gives it.
pub(super) fn bare(page: &[u8]) -> Vec<u8> {
    let find = |words: &[u8], from: usize| page[from..].windows(words.len()).position(|part| part == words);
    let Some(start) = find(b"<script src=\"/__nianbao/live.js\"", 0) else { return page.to_vec() };
    let end = start + find(b"</script>", start).unwrap() + "</script>".len();
    let page = [&page[..start], &page[end..]].concat();
    let text = String::from_utf8(page).unwrap();
    text.replacen("connect-src 'self'", "connect-src 'none'", 1).into_bytes()
}

/// An open page.
pub(super) struct Tab {
    lines: BufReader<TcpStream>,
    path: String,
    address: SocketAddr,
}

/// What an open page hears.
#[derive(Debug)]
pub(super) enum Heard {
    Reload,
    Notes(Value),
}

impl Tab {
    pub(super) fn open(preview: &Preview, path: &str) -> Tab {
        Tab { lines: listen(preview.address, path), path: path.to_owned(), address: preview.address }
    }

    /// The next thing it hears; as a browser does, it loads the page again when told to.
    pub(super) fn hears(&mut self) -> Heard {
        // A silent page is written to now and then: the time counts for the whole wait.
        let (mut event, since) = (String::new(), Instant::now());
        loop {
            let mut line = String::new();
            assert!(since.elapsed() < DEADLINE, "{}: nothing was heard", self.path);
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "{}: the connection ended", self.path);
            if let Some(name) = line.strip_prefix("event: ") {
                event = name.trim().to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                return match event.as_str() {
                    "reload" => {
                        self.lines = listen(self.address, &self.path);
                        Heard::Reload
                    }
                    _ => Heard::Notes(serde_json::from_str(data).unwrap()),
                };
            }
        }
    }

    pub(super) fn notes(&mut self) -> Value {
        loop {
            if let Heard::Notes(notes) = self.hears() {
                return notes;
            }
        }
    }

    /// Waits until the findings are as `wanted`.
    pub(super) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let notes = self.notes();
            if wanted(&notes) {
                return notes;
            }
        }
    }

    /// Waits until the page holds these words.
    pub(super) fn until_page(&mut self, wanted: impl Fn(&Answer) -> bool) {
        loop {
            let host = self.address;
            let path = &self.path;
            let answer = send(host, format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
            if wanted(&answer) {
                return;
            }
            while !matches!(self.hears(), Heard::Reload) {}
        }
    }
}

pub(super) fn listen(address: SocketAddr, path: &str) -> BufReader<TcpStream> {
    let page = send(address, format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).text();
    let seen = page.split("data-seen=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let request = format!("GET /__nianbao/events?page={path}&seen={seen} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    BufReader::new(stream)
}

pub(super) fn codes(notes: &Value) -> Vec<&str> {
    notes["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

pub(super) const PAGE: &str = "/a/2021/";

pub(super) const WRONG: &str =
    "主动公开: 无\n依申请公开:\n  本年新收: {自然人: 3}\n  结转下年: {自然人: 1}\n复议诉讼: 无\n";

pub(super) const RIGHT: &str =
    "主动公开: 无\n依申请公开:\n  本年新收: {自然人: 3}\n  结转下年: {自然人: 3}\n复议诉讼: 无\n";

pub(super) fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    site
}
