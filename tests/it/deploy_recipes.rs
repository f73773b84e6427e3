//! The recipes of `docs/deploy.md`, as they are documented.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use super::deploy::*;
use super::example::{root, tree};

/// The recipe as it is documented, over two generations.
#[test]
#[ignore = "needs rsync; .ci/run installs it"]
fn rsync_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let (_, new) = two_generations(folder.path());
    let run = |from: &str| {
        let script = root().join("docs/deploy/rsync.sh");
        let done = Command::new("sh").arg(script).args([from, "host/"]).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
    };
    run("old/");
    run("new/");
    assert!(tree(&folder.path().join("host")) == new);
    // Pass by pass: what stands after each holds together.
    fs::remove_dir_all(folder.path().join("host")).unwrap();
    run("old/");
    let script = fs::read_to_string(root().join("docs/deploy/rsync.sh")).unwrap();
    let passes: Vec<&str> = script.lines().filter(|line| line.starts_with("rsync ")).collect();
    assert_eq!(passes.len(), 5);
    for pass in passes {
        let shell = format!("from=new/ to=host/; {pass}");
        assert!(Command::new("sh").args(["-c", &shell]).current_dir(folder.path()).status().unwrap().success());
        holds_together(&tree(&folder.path().join("host")), pass);
    }
    assert!(tree(&folder.path().join("host")) == new);
}

/// The documented configuration on the loopback: verified, and its headers.
#[cfg(unix)]
#[test]
#[ignore = "needs nginx; .ci/run installs it"]
fn nginx_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let (_, new) = two_generations(folder.path());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let here = folder.path().display();
    let config = fs::read_to_string(root().join("docs/deploy/nginx.conf")).unwrap();
    let config = config
        .replace("listen 80;", &format!("listen 127.0.0.1:{port};"))
        .replace("root /var/www/nianbao/public;", &format!("root {here}/new;"));
    let user = if rustix::process::geteuid().is_root() { "user root;\n" } else { "" };
    let whole = format!(
        "{user}pid {here}/pid;\nerror_log {here}/error.log;\nevents {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\ndefault_type application/octet-stream;\naccess_log off;\n{config}\n}}\n"
    );
    fs::write(folder.path().join("nginx.conf"), whole).unwrap();
    let file = folder.path().join("nginx.conf");
    let nginx = |more: &[&str]| Command::new("nginx").arg("-c").arg(&file).args(more).output().unwrap();
    let started = nginx(&[]);
    assert!(started.status.success(), "{}", said(&started));
    let address = format!("http://127.0.0.1:{port}/");
    let looked = std::panic::catch_unwind(|| {
        let verified = nianbao(folder.path(), &["verify", &address, "--manifest", "new/manifest.json"]);
        assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
        headers_are_right(port, &new);
    });
    nginx(&["-s", "stop"]);
    looked.unwrap();
}

#[cfg(unix)]
fn headers_are_right(port: u16, site: &Tree) {
    let get = |path: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let request = format!("GET /{path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        answer.split("\r\n\r\n").next().unwrap().to_owned()
    };
    let style = site.keys().find(|route| route.ends_with(".css")).unwrap();
    let script = site.keys().find(|route| route.starts_with("assets/") && route.ends_with(".js")).unwrap();
    for asset in [style, script] {
        assert!(get(asset).contains("Cache-Control: public, max-age=31536000, immutable"), "{}", get(asset));
    }
    for (path, kind) in [
        ("", "text/html; charset=utf-8"),
        ("a/2023/", "text/html; charset=utf-8"),
        ("data/cells.csv", "text/csv; charset=utf-8"),
        ("data/cells.json", "application/json; charset=utf-8"),
        ("sitemap.xml", "text/xml; charset=utf-8"),
    ] {
        let head = get(path);
        assert!(head.contains(&format!("Content-Type: {kind}")), "{path}: {head}");
        assert!(head.contains("Cache-Control: no-cache"), "{path}: {head}");
        assert!(head.contains("X-Content-Type-Options: nosniff"), "{path}: {head}");
        assert!(head.contains("Content-Security-Policy: default-src 'none'"), "{path}: {head}");
    }
    assert!(get("a/2023/").contains("Content-Encoding: gzip"));
    let missing = get("assets/site.00000000.css");
    assert!(missing.starts_with("HTTP/1.1 404") && !missing.contains("immutable"), "{missing}");
}

/// Where pages state their policy, the documented header says the same.
#[test]
fn the_documented_policy_is_that_of_the_pages() {
    let page = fs::read_to_string(root().join("tests/sites/both-forms/expected/index.html")).unwrap();
    let config = fs::read_to_string(root().join("docs/deploy/nginx.conf")).unwrap();
    let header = config.split("Content-Security-Policy \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(header.starts_with("default-src 'none'; ") && !header.contains("unsafe"), "{header}");
    if let Some(meta) = page.split("http-equiv=\"Content-Security-Policy\" content=\"").nth(1) {
        assert_eq!(header, meta.split('"').next().unwrap());
    }
}
