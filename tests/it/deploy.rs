//! A site on its way to the host: verified, packed, uploaded file by file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};

use super::example::{attributes, build, resolved, tree};
use super::sites::{sound_site, write};

pub(super) type Tree = BTreeMap<String, Vec<u8>>;

pub(super) fn nianbao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).current_dir(folder).args(arguments).output().unwrap()
}

pub(super) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Two generations of a site: pages come, change and go, and the style sheet changes.
/// Published at `old/` and `new/`.
pub(super) fn two_generations(folder: &Path) -> (Tree, Tree) {
    let site = folder.join("site");
    for (office, year) in [("a", 2021), ("a", 2022), ("b", 2021)] {
        sound_site(&site, office, year);
    }
    write(&site, "content/b/2021/原件 一.txt", "附件");
    build(&site, &folder.join("old"));
    fs::remove_dir_all(site.join("content/b")).unwrap();
    for (office, year) in [("a", 2023), ("c", 2022)] {
        sound_site(&site, office, year);
    }
    write(&site, "content/c/2022/附件.txt", "另一份附件");
    write(&site, "themes/county/assets/site.css", "body{color:#111}\n");
    build(&site, &folder.join("new"));
    let (old, new) = (tree(&folder.join("old")), tree(&folder.join("new")));
    let styles = |tree: &Tree| tree.keys().filter(|route| route.ends_with(".css")).cloned().collect::<Vec<_>>();
    assert_ne!(styles(&old), styles(&new), "the style sheet has another name");
    (old, new)
}

/// What a page points at within the site.
fn points_at(route: &str, page: &[u8]) -> BTreeSet<String> {
    let page = String::from_utf8_lossy(page);
    let links = attributes(&page, "href").into_iter().chain(attributes(&page, "src"));
    let inside = links.filter(|link| !link.contains("://") && !link.starts_with("mailto:"));
    inside
        .map(|link| link.split_once('#').map_or(link, |(path, _)| path))
        .filter(|path| !path.is_empty())
        .map(|path| resolved(route, path))
        .collect()
}

/// Every page has its styles, scripts, data and originals; every page a reader can come to
/// from the home page leads to pages that are there.
pub(super) fn holds_together(host: &Tree, step: &str) {
    let is_page = |route: &str| route.ends_with(".html");
    for (route, page) in host.iter().filter(|(route, _)| is_page(route)) {
        for to in points_at(route, page).iter().filter(|to| !is_page(to)) {
            assert!(host.contains_key(to), "{step}: {route} needs {to}");
        }
    }
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(route) = open.pop() {
        let page = host.get(&route).unwrap_or_else(|| panic!("{step}: {route} is not there"));
        for to in points_at(&route, page).into_iter().filter(|to| is_page(to)) {
            if reached.insert(to.clone()) {
                open.push(to);
            }
        }
    }
}

fn unpacked(zip: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(zip).unwrap()).unwrap();
    (0..archive.len())
        .map(|number| {
            let mut file = archive.by_index(number).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn a_package_unpacked_file_by_file_never_breaks_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = two_generations(folder.path());
    let packed = nianbao(
        folder.path(),
        &["package", "--root", "site", "--from", "new", "--since", "old/manifest.json", "--output", "更新.zip"],
    );
    assert_eq!(packed.status.code(), Some(0), "{}", said(&packed));
    let files = unpacked(&folder.path().join("更新.zip"));
    let changed: BTreeSet<&String> =
        new.iter().filter(|(route, bytes)| old.get(*route) != Some(bytes)).map(|(route, _)| route).collect();
    assert_eq!(files.iter().map(|(route, _)| route).collect::<BTreeSet<_>>(), changed, "just what changed");
    assert_eq!(files.last().unwrap().0, "manifest.json");
    assert_eq!(files[files.len() - 2].0, "index.html");

    let mut host = old.clone();
    holds_together(&host, "before");
    for (route, bytes) in files {
        host.insert(route.clone(), bytes);
        holds_together(&host, &format!("after {route}"));
    }
    let list = fs::read_to_string(folder.path().join("更新-removed.txt")).unwrap();
    let list = list.strip_prefix('\u{feff}').unwrap();
    assert!(list.ends_with("\r\n") && list.contains("b/2021/原件 一.txt\r\n"), "{list}");
    for route in list.lines() {
        assert!(host.remove(route).is_some(), "{route} is there to be deleted");
        holds_together(&host, &format!("without {route}"));
    }
    assert!(host == new, "in the end the host has the new site and nothing else");
}

/// The check above sees an order that is wrong: pages before their styles.
#[test]
fn a_page_without_its_styles_would_be_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut host, new) = two_generations(folder.path());
    host.insert("index.html".to_owned(), new["index.html"].clone());
    assert!(std::panic::catch_unwind(|| holds_together(&host, "wrong order")).is_err());
}

#[test]
fn a_package_of_everything_is_the_site_and_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let (_, new) = two_generations(folder.path());
    let pack = |name: &str| {
        let packed = nianbao(folder.path(), &["package", "--root", "site", "--from", "new", "--output", name]);
        assert_eq!(packed.status.code(), Some(0), "{}", said(&packed));
        fs::read(folder.path().join(name)).unwrap()
    };
    assert!(pack("一.zip") == pack("二.zip"));
    assert!(unpacked(&folder.path().join("一.zip")).into_iter().collect::<Tree>() == new);
    assert_eq!(fs::read_to_string(folder.path().join("一-removed.txt")).unwrap(), "\u{feff}");
    // A site that is not what its manifest says is not packed.
    fs::write(folder.path().join("new/index.html"), "改坏").unwrap();
    let packed = nianbao(folder.path(), &["package", "--root", "site", "--from", "new", "--output", "三.zip"]);
    assert_eq!(packed.status.code(), Some(1), "{}", said(&packed));
    assert!(said(&packed).contains("不同 index.html") && !folder.path().join("三.zip").exists());
    let inside = nianbao(folder.path(), &["package", "--root", "site", "--from", "new", "--output", "new/x.zip"]);
    assert_eq!(inside.status.code(), Some(2), "{}", said(&inside));
}

#[test]
fn a_file_put_back_with_its_old_time_is_found_out_and_the_advice_helps() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let nianbao = |arguments: &[&str]| nianbao(site.path(), arguments);
    assert_eq!(nianbao(&["build"]).status.code(), Some(0));
    let page = site.path().join("public/a/2021/index.html");
    let sound = fs::read(&page).unwrap();
    let old = String::from_utf8(sound.clone()).unwrap().replace("2021", "2029");
    fs::write(&page, old).unwrap();
    let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(&page).unwrap().set_modified(time).unwrap();
    let output = nianbao(&["package", "--output", "all.zip"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(said(&output).contains("删去其中的 .nianbao 再生成"), "{output:?}");
    fs::remove_file(site.path().join("public/.nianbao")).unwrap();
    assert_eq!(nianbao(&["build"]).status.code(), Some(0));
    assert_eq!(fs::read(&page).unwrap(), sound);
    assert_eq!(nianbao(&["package", "--output", "all.zip"]).status.code(), Some(0));
}

#[test]
fn a_folder_is_held_against_its_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let (old, _) = two_generations(folder.path());
    let whole = nianbao(folder.path(), &["verify", "old"]);
    assert_eq!(whole.status.code(), Some(0), "{}", said(&whole));
    assert!(said(&whole).contains(&format!("与清单一致：{} 个文件", old.len() - 1)));
    let at = |route: &str| folder.path().join("old").join(route);
    let home = String::from_utf8(old["index.html"].clone()).unwrap();
    fs::write(at("index.html"), home.replacen('年', "月", 1)).unwrap();
    fs::write(at("404.html"), "").unwrap();
    fs::remove_file(at("a/index.html")).unwrap();
    fs::write(at("a/后门.php"), "x").unwrap();
    let spoilt = nianbao(folder.path(), &["verify", "old"]);
    assert_eq!(spoilt.status.code(), Some(1));
    let told = said(&spoilt);
    for part in [
        "不同 index.html：大小相同，内容不同",
        "不同 404.html：应为",
        "缺少 a/index.html：",
        "多余 a/后门.php：",
        "缺少 1 个，不同 2 个，多余 1 个，未读到 0 个",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    // Another manifest: the site itself is of another generation.
    let other = nianbao(folder.path(), &["verify", "new", "--manifest", "old/manifest.json"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(said(&other).contains("不同 manifest.json"), "{}", said(&other));
    // A manifest that leads out of the folder is none.
    let foul = r#"{"schema":1,"generator":"nianbao","files":[{"path":"../x","size":1,"sha256":"0"}]}"#;
    fs::write(at("manifest.json"), foul).unwrap();
    assert_eq!(nianbao(folder.path(), &["verify", "old"]).status.code(), Some(2));
}

/// A host on the loopback that answers each path as it is told, until it is dropped.
fn host(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/网站/", listener.local_addr().unwrap()).replace("网站", "%E7%BD%91%E7%AB%99");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let path = head.split(' ').nth(1).unwrap_or("").to_owned();
            let path = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
            answer(path.strip_prefix("/网站/").unwrap_or("?"), &mut stream);
        }
    });
    address
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    // A reader that has seen enough closes the connection: that is what it should do.
    let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nServer: x\r\n\r\n").as_bytes());
    let _ = stream.write_all(body);
}

#[test]
fn a_host_is_held_against_a_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let (old, _) = two_generations(folder.path());
    let files = old.clone();
    let sound = host(move |route, stream| match files.get(route) {
        Some(bytes) => send(stream, "200 OK", bytes),
        None => send(stream, "404 Not Found", b"?"),
    });
    for more in [&[][..], &["--manifest", "old/manifest.json"]] {
        let whole = nianbao(folder.path(), &[&["verify", &sound], more].concat());
        assert_eq!(whole.status.code(), Some(0), "{}", said(&whole));
    }
    let other = nianbao(folder.path(), &["verify", &sound, "--manifest", "new/manifest.json"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(said(&other).contains("缺少 c/2022/附件.txt"), "{}", said(&other));
    for address in ["https://127.0.0.1/", "ftp://127.0.0.1/", "http:///x", "http://a b/", "http://a/?x"] {
        assert_eq!(nianbao(folder.path(), &["verify", address]).status.code(), Some(2), "{address}");
    }
}

#[test]
fn a_hostile_host_is_found_out_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (old, _) = two_generations(folder.path());
    let files = old.clone();
    let foul = host(move |route, stream| match route {
        "index.html" => {
            // Without end, until the reader has had enough.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
        }
        "404.html" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            while stream.write_all(b"X: y\r\n").is_ok() {}
        }
        "sitemap.xml" => send(stream, "301 Moved\r\nLocation: http://127.0.0.1:1/", b""),
        "feed.xml" => send(stream, "200 OK\r\nTransfer-Encoding: chunked", b"1\r\nx\r\n0\r\n\r\n"),
        "a/index.html" => send(stream, "200 OK", &files[route][..10]),
        "about/index.html" => send(stream, "500 Oh", b""),
        "data/cells.csv" => {}
        "data/cells.json" => drop(stream.write_all(b"\x00\x01\x02\r\n\r\n")),
        _ => send(stream, "200 OK", &files[route]),
    });
    let told = nianbao(folder.path(), &["verify", &foul, "--manifest", "old/manifest.json"]);
    assert_eq!(told.status.code(), Some(1));
    let told = said(&told);
    for part in [
        "不同 index.html：应为",
        "未读到 404.html：服务器的回答不合规范",
        "未读到 sitemap.xml：服务器要转到别处（状态 301）",
        "未读到 feed.xml：服务器把文件压缩或分段发送",
        "不同 a/index.html：应为",
        "未读到 about/index.html：服务器回答状态 500",
        "未读到 data/cells.csv：",
        "未读到 data/cells.json：服务器的回答不合规范",
        "缺少 0 个，不同 2 个，多余 0 个，未读到 6 个",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
}
