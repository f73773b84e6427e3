//! From the save of one narrative to the event in the browser, and from a theme edit to
//! the page: `cargo bench --bench preview`, with numbers of offices to try others
//! (`-- 460 3050`, which make some 3,000 and 20,000 reports). Medians of twenty; the
//! quiet that is waited for is counted apart.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nianbao::preview::{Options, Preview};

#[allow(dead_code, reason = "shared with the example `generate`")]
#[path = "../examples/generate/make/mod.rs"]
mod make;

const TIMES: usize = 20;

fn main() {
    let mut sizes: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![460, 3050];
    }
    for offices in sizes {
        measure(offices);
    }
}

fn measure(offices: u64) {
    let folder = tempfile::tempdir().unwrap();
    let reports = make::county(offices, 8, 1).write(folder.path()).unwrap();
    let options = Options { port: 0, ..Options::default() };
    let started = Instant::now();
    let preview = Preview::start(folder.path(), &options, |_| {}).unwrap();
    let address = preview.address;
    println!("{reports} reports: ready after {:?}", started.elapsed());
    let (narrative, path) = a_report(folder.path());
    let narratives = (0..TIMES).map(|number| {
        let text = fs::read_to_string(&narrative).unwrap();
        until_told(address, &path, || fs::write(&narrative, format!("{text}\n第 {number} 次保存。\n")).unwrap())
    });
    say("a narrative, save to event", narratives.collect(), options.debounce);
    let template = folder.path().join("themes/county/templates/report.html");
    fs::create_dir_all(template.parent().unwrap()).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/county/templates/report.html");
    let own = fs::read_to_string(own).unwrap();
    let themes = (0..TIMES).map(|number| {
        let text = own
            .replacen("<", &format!("<!-- {number} --><"), 1)
            .replace("{% block main %}", &format!("{{% block main %}}<!-- {number} -->"));
        until_told(address, &path, || fs::write(&template, text).unwrap())
    });
    say("a template, save to event", themes.collect(), options.debounce);
    println!("  memory at its highest: {}", memory());
}

/// The narrative of a report, and its path in the preview.
fn a_report(root: &Path) -> (PathBuf, String) {
    let first = |folder: PathBuf| {
        let mut inside: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        inside.sort();
        inside.into_iter().find(|path| path.is_dir()).unwrap()
    };
    let year = first(first(root.join("content")));
    let path = year.strip_prefix(root.join("content")).unwrap().to_string_lossy().replace('\\', "/");
    (year.join("narrative.md"), format!("/{path}/"))
}

/// The time from a save to the news in an open page.
fn until_told(address: SocketAddr, path: &str, save: impl FnOnce()) -> Duration {
    let mut page = String::new();
    ask(address, path).read_to_string(&mut page).unwrap();
    let seen = page.split("data-seen=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut lines = ask(address, &format!("/__nianbao/events?page={path}&seen={seen}")).lines().map(Result::unwrap);
    lines.find(|line| line == "event: notes").expect("the page is open");
    let started = Instant::now();
    save();
    lines.find(|line| line == "event: reload").expect("the page is told");
    started.elapsed()
}

fn ask(address: SocketAddr, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).unwrap();
    BufReader::new(stream)
}

fn say(what: &str, mut times: Vec<Duration>, debounce: Duration) {
    times.sort();
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "  {what}: median {:?}, beyond the quiet of {debounce:?} {:?}, at most {most:?}",
        median,
        median.saturating_sub(debounce)
    );
}

/// As the system tells it; only Linux does.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or("VmHWM: unknown");
    line.trim_start_matches("VmHWM:").trim().to_owned()
}
