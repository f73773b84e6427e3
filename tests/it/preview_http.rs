//! The preview as a browser meets it: pages, addresses, requests that are no requests.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use nianbao::preview::Options;

use super::example::{build, tree};
use super::preview_client::{DEADLINE, ask, bare, get, send, site, start, start_with};
use super::sites::write;

#[test]
fn every_file_is_that_of_a_build_but_for_the_script() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/both-forms");
    let public = tempfile::tempdir().unwrap();
    build(&root, public.path());
    let before = tree(&root);
    let preview = start(&root);
    for (route, bytes) in tree(public.path()) {
        if route == "manifest.json" {
            continue;
        }
        let path = percent_encoding::utf8_percent_encode(&route, percent_encoding::NON_ALPHANUMERIC).to_string();
        let path = format!("/{}", path.replace("%2F", "/"));
        let answer = get(&preview, &path);
        assert_eq!(answer.status, 200, "{route}");
        assert!(bare(&answer.body) == bytes, "{route} differs");
        assert_eq!(answer.body != bytes, route.ends_with(".html") && !route.ends_with("fragment.html"), "{route}");
        let head = ask(&preview, "HEAD", &path, "");
        assert_eq!((head.status, head.body.len()), (200, 0), "{route}");
        let length = answer.body.len().to_string();
        assert_eq!(head.line("Content-Length"), Some(length.as_str()), "{route}");
    }
    drop(preview);
    assert_eq!(before, tree(&root), "nothing is written into the site");
}

#[test]
fn it_answers_as_a_static_host_does() {
    let site = site();
    write(site.path(), "content/a/2021/附件 一.txt", "0123456789");
    let preview = start(site.path());
    let kind = |path: &str| get(&preview, path).line("Content-Type").unwrap().to_owned();
    assert_eq!(kind("/"), "text/html; charset=utf-8");
    assert_eq!(kind("/a/2021/report.json"), "application/json; charset=utf-8");
    assert_eq!(kind("/a/2021/report.csv"), "text/csv; charset=utf-8");
    let folder = get(&preview, "/a/2021?x=1");
    assert_eq!((folder.status, folder.line("Location")), (301, Some("/a/2021/?x=1")));
    let nothing = get(&preview, "/b/2021/");
    assert_eq!(nothing.status, 404);
    assert!(nothing.text().contains("没有找到这个页面"));
    assert_eq!(get(&preview, "/a/2021/index.html").body, get(&preview, "/a/2021/").body);

    let file = "/a/2021/%E9%99%84%E4%BB%B6%20%E4%B8%80.txt";
    assert_eq!(get(&preview, file).text(), "0123456789");
    let part = ask(&preview, "GET", file, "Range: bytes=2-4\r\n");
    assert_eq!((part.status, part.text().as_str(), part.line("Content-Range")), (206, "234", Some("bytes 2-4/10")));
    let beyond = ask(&preview, "GET", file, "Range: bytes=10-\r\n");
    assert_eq!((beyond.status, beyond.line("Content-Range")), (416, Some("bytes */10")));
    let head = ask(&preview, "HEAD", file, "Range: bytes=2-4\r\n");
    assert_eq!((head.status, head.body.len(), head.line("Content-Length")), (206, 0, Some("3")));
    let data = ask(&preview, "GET", "/a/2021/report.csv", "Range: bytes=0-2\r\n");
    assert_eq!((data.status, &data.body[..]), (206, "\u{feff}".as_bytes()));
    let posted = ask(&preview, "POST", "/", "Content-Length: 3\r\n\r\nabc");
    assert_eq!((posted.status, posted.line("Allow")), (405, Some("GET, HEAD")));
}

#[test]
fn it_answers_for_itself_only_and_never_leaves_the_site() {
    let site = site();
    write(site.path(), "content/a/2021/附件.txt", "x");
    let preview = start(site.path());
    let port = preview.address.port();
    let named = |host: &str| send(preview.address, format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).status;
    assert_eq!(named(&format!("localhost:{port}")), 200);
    assert_eq!(named(&format!("[::1]:{port}")), 200);
    for host in [format!("evil.example:{port}"), "localhost".into(), "localhost:1".into(), String::new()] {
        assert_eq!(named(&host), 403, "{host}");
    }
    assert_eq!(send(preview.address, b"GET / HTTP/1.1\r\n\r\n").status, 403);
    for path in [
        "/../site.toml",
        "/%2e%2e/site.toml",
        "/a/2021/..%2f..%2f..%2fsite.toml",
        "/a/2021/data.yaml",
        "/content/a/2021/data.yaml",
        "/site.toml",
        "/a/2021/%00",
        "/a/2021/..%5c..%5csite.toml",
    ] {
        assert_eq!(get(&preview, path).status, 404, "{path}");
    }
    assert_eq!(send(preview.address, b"GET http://other/ HTTP/1.1\r\n\r\n").status, 400);
    assert_eq!(send(preview.address, b"nonsense\r\n\r\n").status, 400);
    let giant = format!("GET /{} HTTP/1.1\r\n", "a".repeat(64 << 10));
    assert_eq!(send(preview.address, giant.as_bytes()).status, 431);
    #[cfg(unix)]
    {
        let outside = tempfile::NamedTempFile::new().unwrap();
        let file = site.path().join("content/a/2021/附件.txt");
        std::fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink(outside.path(), &file).unwrap();
        assert_eq!(get(&preview, "/a/2021/%E9%99%84%E4%BB%B6.txt").status, 404);
    }
}

#[test]
fn half_requests_hold_nobody_up() {
    let site = site();
    let preview = start(site.path());
    let slow: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(preview.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    assert_eq!(get(&preview, "/").status, 200);
    // The halves are cut off: each gets an end.
    let mut one = slow.into_iter().next().unwrap();
    one.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut answer = String::new();
    one.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[test]
fn a_busy_port_gives_the_next_free_one() {
    let site = site();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port();
    let preview = start_with(site.path(), Options { port, ..Options::default() });
    assert!(preview.address.port() > port);
    assert_eq!(get(&preview, "/").status, 200);
}

#[test]
fn a_busy_port_that_was_named_is_refused() {
    let site = site();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_nianbao"));
    let output = command.args(["serve", "--port", &port]).current_dir(site.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("端口 {port} 已被占用")) && output.stdout.is_empty(), "{said}");
}
