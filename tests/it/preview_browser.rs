//! The preview in a real browser: it reloads by itself, keeps its place, shows what was
//! found and marks the cells, and all of that goes when the fault does.
//!
//! Needs a browser, so it is left out of a plain `cargo test`; `.ci/run` runs it with
//! `NIANBAO_BROWSER` naming one. The page itself tells the test how it looks: the theme of
//! the test site has a script that sends it, again and again.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use nianbao::preview::{Options, Preview};
use serde_json::Value;

use super::sites::{DATA, saying, sound_site, write};

const DEADLINE: Duration = Duration::from_secs(60);

/// A browser that is closed when the test ends, however it ends.
struct Browser(Child);

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the open page says of itself, from now on.
fn reports(listener: TcpListener) -> Receiver<Value> {
    let (sender, states) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            let Some(said) = line.strip_prefix("GET /?").and_then(|rest| rest.split(' ').next()) else { continue };
            let said = percent_encoding::percent_decode_str(said).decode_utf8().unwrap();
            if sender.send(serde_json::from_str(&said).unwrap()).is_err() {
                return;
            }
        }
    });
    states
}

/// The theme of the program with a script that tells how the page looks.
fn telling_theme(root: &Path, port: u16) {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/county/templates/base.html");
    let script = format!(
        "const later = (what) => requestAnimationFrame(() => requestAnimationFrame(what));
        const again = sessionStorage.getItem('once');
        let landed = null;
        // A page loaded again starts anywhere, as a busy browser's does now and then.
        if (again) scrollTo({{ top: 0, behavior: 'instant' }});
        addEventListener('load', () => later(() => {{
          if (again) {{
            landed = scrollY;
            return;
          }}
          sessionStorage.setItem('once', '1');
          scrollTo(0, 321);
        }}));
        const born = Math.random();
        setInterval(() => {{
          const box = document.getElementById('nianbao-preview');
          const cell = document.getElementById('t3-new_requests-total') || document.querySelector('td[id^=t3-]');
          new Image().src = 'http://127.0.0.1:{port}/?' + encodeURIComponent(JSON.stringify({{
            born, landed, scroll: scrollY, text: document.querySelector('main').textContent.slice(0, 1500),
            overlay: box ? box.shadowRoot.textContent : '',
            links: box ? [...box.shadowRoot.querySelectorAll('a')].map((a) => a.href) : [],
            marked: [...document.querySelectorAll('td[id]')].filter((td) => getComputedStyle(td).outlineStyle === 'solid').length,
          }}));
        }}, 100);
        "
    );
    write(root, "themes/county/assets/telling.js", &script);
    // Telling another port is just what the pages' policy is against.
    let allowed = format!("[site]\nname = \"试验站点\"\n[portal]\ncsp_also = [\"img-src http://127.0.0.1:{port}\"]\n");
    write(root, "site.toml", &allowed);
    let tag = "<script src=\"{{ page.root }}{{ asset('telling.js') }}\"></script></body>";
    let base = fs::read_to_string(base).unwrap().replace("</body>", tag);
    write(root, "themes/county/templates/base.html", &base);
}

#[test]
#[ignore = "needs a browser: NIANBAO_BROWSER"]
fn a_browser_follows_what_is_saved() {
    let program = std::env::var_os("NIANBAO_BROWSER").expect("NIANBAO_BROWSER names a Chromium");
    let (site, profile) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = site.path();
    sound_site(root, "a", 2021);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    telling_theme(root, listener.local_addr().unwrap().port());
    let states = reports(listener);
    let options = Options { port: 0, ..Options::default() };
    let preview = Preview::start(root, &options, |_| {}).unwrap();
    let _browser = Browser(
        Command::new(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--window-size=800,600", "--remote-debugging-port=0"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("{}a/2021/", preview.url()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    // The page goes on telling how it looks when it never looks as it should: the time
    // counts for the whole wait, not from one message to the next.
    let until = |what: &str, wanted: &dyn Fn(&Value) -> bool| {
        let (since, mut last) = (Instant::now(), Value::Null);
        loop {
            let state = states.recv_timeout(DEADLINE.saturating_sub(since.elapsed()));
            last = state.unwrap_or_else(|_| panic!("the page never came to this: {what}; it last was {last}"));
            // Back at once, not on the way: the next reload takes where it finds the page.
            assert!(last["landed"].is_null() || last["landed"] == 321, "{what}: {last}");
            if wanted(&last) {
                return last;
            }
        }
    };
    let has = |state: &Value, part: &str, words: &str| state[part].as_str().unwrap().contains(words);
    let first = until("it is open and scrolled", &|state| state["scroll"] == 321);
    assert_eq!((first["overlay"].as_str(), first["marked"].as_u64()), (Some(""), Some(0)), "{first}");

    write(
        root,
        "content/a/2021/data.yaml",
        "主动公开: 无\n依申请公开:\n  本年新收: {自然人: 3}\n  结转下年: {自然人: 1}\n复议诉讼: 无\n",
    );
    let wrong = until("the fault is shown", &|state| has(state, "overlay", "A-01") && state["marked"] != 0);
    assert!(has(&wrong, "overlay", "content/a/2021/data.yaml:") && has(&wrong, "overlay", "建议："), "{wrong}");
    let editor =
        wrong["links"].as_array().unwrap().iter().any(|link| link.as_str().unwrap().starts_with("vscode://file/"));
    assert!(editor && has(&wrong, "overlay", "错误 1"), "{wrong}");
    // The findings may come to the page as it was; the figures changed, so it is loaded again.
    until("it is loaded again in its place", &|state| state["born"] != first["born"] && state["scroll"] == 321);

    write(root, "content/a/2021/data.yaml", DATA);
    until("the fault is gone", &|state| state["overlay"] == "" && state["marked"] == 0);

    write(root, "content/a/2021/narrative.md", &saying("浏览器里看得到这一句。"));
    until("the words are there", &|state| has(state, "text", "浏览器里看得到这一句。"));
    let last = until("it keeps its place", &|state| state["scroll"] == 321);

    // Another report's save is no reason to load this page again: the next thing that is
    // reason enough finds it as it was.
    write(root, "content/b/office.yaml", "全称: 甲县丙局\n类别: 部门\n");
    write(root, "content/b/2021/data.yaml", DATA);
    write(root, "content/b/2021/narrative.md", &saying("丙局的话写在这里，与别人的不同。"));
    let quiet = until("a while has passed", &|_| preview_has(&preview, "/b/2021/"));
    assert_eq!(quiet["born"], last["born"]);
}

fn preview_has(preview: &Preview, path: &str) -> bool {
    let mut stream = std::net::TcpStream::connect(preview.address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", preview.address).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.contains(" 200 ")
}
