//! The preview as a clerk meets it: saves of every kind.

use std::fs;
use std::path::Path;

use nianbao::preview::{Options, Preview};

use super::example::{build, tree};
use super::preview_client::{Answer, DEADLINE, PAGE, RIGHT, Tab, WRONG, bare, codes, get, site, start, start_with};
use super::sites::{DATA, NARRATIVE, saying, sound_site, write};

/// Saves as editors do that fear for the file: beside it, then in its place.
fn save_atomically(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    let beside = path.with_extension("new~");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, path).unwrap();
}

#[test]
fn a_fault_is_laid_over_its_page_and_goes_by_itself() {
    let site = site();
    let root = site.path();
    let preview = start(root);
    let (mut tab, mut home) = (Tab::open(&preview, PAGE), Tab::open(&preview, "/"));
    assert_eq!(codes(&tab.notes()), [""; 0]);
    write(root, "content/a/2021/data.yaml", WRONG);
    let notes = tab.until(|notes| codes(notes) == ["A-01"]);
    let finding = &notes["findings"][0];
    assert_eq!(notes["errors"], 1);
    assert!(finding["place"].as_str().unwrap().starts_with("content/a/2021/data.yaml:"), "{finding}");
    let href = finding["href"].as_str().unwrap();
    assert!(href.starts_with("vscode://file/") && href.contains("/content/a/2021/data.yaml:"), "{href}");
    assert!(!finding["cells"].as_array().unwrap().is_empty() && !finding["advice"].as_str().unwrap().is_empty());
    let page = get(&preview, PAGE).text();
    for cell in finding["cells"].as_array().unwrap() {
        assert!(page.contains(&format!("id=\"{}\"", cell.as_str().unwrap())), "{cell} is on the page");
    }
    let at_home = home.until(|notes| notes["errors"] == 1);
    assert_eq!(at_home["findings"][0]["page"], PAGE);
    write(root, "content/a/2021/data.yaml", RIGHT);
    tab.until(|notes| notes["findings"].as_array().unwrap().is_empty());
    // The half of a file: said, and the page stays.
    fs::write(root.join("content/a/2021/data.yaml"), &RIGHT.as_bytes()[..60]).unwrap();
    let notes = tab.until(|notes| notes["errors"] != 0);
    assert_ne!(codes(&notes), ["A-01"]);
    assert!(get(&preview, PAGE).text().contains(">3</td>"), "the last good page stays");
    write(root, "content/a/2021/data.yaml", RIGHT);
    tab.until(|notes| notes["errors"] == 0);
}

/// Plays a clerk against a preview; with and without a watcher.
fn saves_of_every_kind(options: Options) {
    let site = site();
    let root = site.path();
    let preview = start_with(root, options);
    let mut tab = Tab::open(&preview, PAGE);
    let says = |words: &'static str| move |answer: &Answer| answer.status == 200 && answer.text().contains(words);
    // A plain save, one beside and in place, and several at once.
    write(root, "content/a/2021/narrative.md", &saying("第一次保存。"));
    tab.until_page(says("第一次保存。"));
    save_atomically(root, "content/a/2021/narrative.md", &saying("第二次保存。"));
    tab.until_page(says("第二次保存。"));
    for number in 0..30 {
        write(root, &format!("content/b{number}/office.yaml"), &format!("全称: 甲县第{number}局\n类别: 部门\n"));
        write(root, &format!("content/b{number}/2021/data.yaml"), DATA);
        write(root, &format!("content/b{number}/2021/narrative.md"), NARRATIVE);
    }
    let mut home = Tab::open(&preview, "/");
    home.until_page(|answer| (0..30).all(|number| answer.text().contains(&format!("甲县第{number}局"))));
    // A save in a folder that is new.
    let mut new = Tab::open(&preview, "/b7/2021/");
    new.until_page(|answer| answer.status == 200);
    write(root, "content/b7/2021/narrative.md", &saying("新机关的保存。"));
    new.until_page(says("新机关的保存。"));
    // A year that comes, is renamed, saved to under its new name, and goes.
    let mut year = Tab::open(&preview, "/a/2022/");
    write(root, "content/a/2022/data.yaml", DATA);
    write(root, "content/a/2022/narrative.md", NARRATIVE);
    year.until_page(|answer| answer.status == 200);
    fs::rename(root.join("content/a/2022"), root.join("content/a/2023")).unwrap();
    year.until_page(|answer| answer.status == 404);
    let mut renamed = Tab::open(&preview, "/a/2023/");
    renamed.until_page(|answer| answer.status == 200);
    write(root, "content/a/2023/narrative.md", &saying("改名以后的保存。"));
    renamed.until_page(says("改名以后的保存。"));
    fs::remove_dir_all(root.join("content/a/2023")).unwrap();
    renamed.until_page(|answer| answer.status == 404);
    // An office that is renamed, and saved to.
    fs::rename(root.join("content/b7"), root.join("content/c7")).unwrap();
    new.until_page(|answer| answer.status == 404);
    let mut moved = Tab::open(&preview, "/c7/2021/");
    moved.until_page(says("新机关的保存。"));
    write(root, "content/c7/2021/narrative.md", &saying("搬家以后的保存。"));
    moved.until_page(says("搬家以后的保存。"));
    // A file that nobody reads where it lies.
    write(root, "content/data.yaml", DATA);
    tab.until(|notes| codes(notes) == ["S-13"]);
    fs::remove_file(root.join("content/data.yaml")).unwrap();
    tab.until(|notes| codes(notes).is_empty());
    // Settings and theme.
    write(root, "site.toml", "[site]\nname = \"新的名称\"\n");
    tab.until_page(says("新的名称"));
    write(root, "themes/county/templates/404.html", "<html><body>没有找到这个页面，自己的模板</body></html>\n");
    let mut lost = Tab::open(&preview, "/nothing/");
    lost.until_page(|answer| answer.text().contains("自己的模板"));
    // All of it is what a clean build gives.
    let public = tempfile::tempdir().unwrap();
    build(root, public.path());
    for (route, bytes) in tree(public.path()).into_iter().filter(|(route, _)| route != "manifest.json") {
        assert!(bare(&get(&preview, &format!("/{route}")).body) == bytes, "{route} differs");
    }
}

#[test]
fn nothing_that_is_saved_is_missed() {
    saves_of_every_kind(Options { port: 0, ..Options::default() });
}

#[test]
fn nothing_is_missed_where_nobody_tells_of_changes() {
    saves_of_every_kind(Options { port: 0, poll: true, ..Options::default() });
}

#[test]
fn one_save_is_worked_up_once_and_scrap_never() {
    let site = site();
    let root = site.path();
    let (sender, news) = std::sync::mpsc::channel();
    let options = Options { port: 0, ..Options::default() };
    let preview = Preview::start(root, &options, move |news| drop(sender.send(news))).unwrap();
    for scrap in ["content/a/2021/.data.yaml.swp", "content/a/2021/4913", "content/a/2021/data.yaml~", "public/x.html"]
    {
        write(root, scrap, "x");
    }
    // A file that is put in its place is never half written, which on a busy machine would be
    // worked up as well.
    let save = |text: &str| {
        write(root, "public/next.yaml", text);
        fs::rename(root.join("public/next.yaml"), root.join("content/a/2021/data.yaml")).unwrap();
    };
    save(WRONG);
    let first = news.recv_timeout(DEADLINE).unwrap();
    assert_eq!(first.new.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["A-01"]);
    write(root, "public/y.html", "y");
    write(root, ".git/index", "y");
    // The same text again: another time of writing, but the same figures and findings.
    save(RIGHT);
    let second = news.recv_timeout(DEADLINE).unwrap();
    assert_eq!((second.new.len(), second.gone.len()), (0, 1), "{second:?}");
    assert_eq!(second.gone[0].code, "A-01");
    drop(preview);
    assert!(news.try_recv().is_err(), "each save was worked up once");
}

#[test]
fn a_template_that_does_not_work_leaves_the_last_theme() {
    let site = site();
    let root = site.path();
    let preview = start(root);
    let mut tab = Tab::open(&preview, PAGE);
    tab.notes();
    let before = get(&preview, PAGE).body;
    for broken in ["<html>{% if %}</html>", "<html><body>{{ page.nothing.at.all }}</body></html>"] {
        write(root, "themes/county/templates/report.html", broken);
        let notes = tab.until(|notes| notes["faults"].as_array().unwrap().len() == 1);
        let fault = notes["faults"][0].as_str().unwrap();
        assert!(fault.contains("templates/report.html:1:"), "{fault}");
        assert_eq!(get(&preview, PAGE).body, before);
        fs::remove_file(root.join("themes/county/templates/report.html")).unwrap();
        tab.until(|notes| notes["faults"].as_array().unwrap().is_empty());
    }
}

#[test]
fn drafts_are_shown_and_marked_and_leave_the_rest_as_built() {
    let site = site();
    let root = site.path();
    write(root, "content/a/2022/data.yaml", &format!("草稿: true\n{DATA}"));
    write(root, "content/a/2022/narrative.md", &saying("还没有写完。"));
    let public = tempfile::tempdir().unwrap();
    build(root, public.path());
    assert!(!public.path().join("a/2022").exists());
    let preview = start(root);
    for (route, bytes) in tree(public.path()).into_iter().filter(|(route, _)| route != "manifest.json") {
        assert!(bare(&get(&preview, &format!("/{route}")).body) == bytes, "{route} differs");
    }
    let page = get(&preview, "/a/2022/");
    assert!(page.status == 200 && page.text().contains("还没有写完。") && page.text().contains("草稿"));
    assert_eq!(Tab::open(&preview, "/a/2022/").notes()["draft"], true);
    let home = Tab::open(&preview, "/").notes();
    assert_eq!(home["drafts"][0]["href"], "/a/2022/", "{home}");
    // What is not filled in yet does not differ.
    let mut tab = Tab::open(&preview, "/a/2022/");
    write(root, "content/a/2022/data.yaml", &format!("草稿: true\n{DATA}").replace("依申请公开: 无", "依申请公开:"));
    tab.until_page(|page| page.text().contains("勾稽关系 7 列都未校验"));
}

/// The command itself: says where it is, what came and what went, and ends at once.
#[cfg(unix)]
#[test]
fn the_command_tells_what_is_new_and_ends_at_once() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    use std::sync::mpsc;
    use std::thread;
    let site = site();
    let root = site.path();
    let before = tree(root);
    let mut child = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .args(["serve", "--port", "0"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    // Whatever it fails to say or to do (a signal that is ignored where the test runs is
    // ignored by it too), it does not keep the tests for ever.
    let (ended, end) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        if end.recv_timeout(DEADLINE) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    });
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = said.next().unwrap().unwrap();
    assert!(line.starts_with("预览 http://127.0.0.1:") && line.contains("Ctrl-C"), "{line}");
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map(|line| line.unwrap());
    assert!(told.any(|line| line.contains("共检查 1 份报告")));
    write(root, "content/a/2021/data.yaml", WRONG);
    assert!(told.any(|line| line.starts_with("错误[A-01]")));
    assert!(told.any(|line| line.starts_with("已更新")));
    // What can no longer be read is not mended.
    fs::write(root.join("content/a/2021/data.yaml"), b"\xbb\xfa\xb9\xd8: 1\n").unwrap();
    let next = told.next().unwrap();
    assert!(next.starts_with("错误[S-01]"), "{next}");
    assert!(told.any(|line| line.starts_with("已更新")));
    write(root, "content/a/2021/data.yaml", WRONG);
    assert!(told.any(|line| line.starts_with("已更新")));
    write(root, "content/a/2021/data.yaml", DATA);
    let next = told.next().unwrap();
    assert!(next.starts_with("已改正[A-01]"), "{next}");
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let status = child.wait().unwrap();
    drop(ended);
    watch.join().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2));
    assert_eq!(before, tree(root), "nothing is left behind");
}

#[test]
fn a_site_put_in_place_of_the_one_that_is_shown_is_seen() {
    let place = tempfile::tempdir().unwrap();
    let (root, next) = (place.path().join("site"), place.path().join("next"));
    for folder in [&root, &next] {
        sound_site(folder, "a", 2021);
    }
    let preview = start(&root);
    let mut tab = Tab::open(&preview, PAGE);
    write(&next, "content/a/2021/narrative.md", &saying("换来的站点。"));
    fs::rename(&root, place.path().join("before")).unwrap();
    fs::rename(&next, &root).unwrap();
    tab.until_page(|page| page.text().contains("换来的站点。"));
    write(&root, "content/a/2021/narrative.md", &saying("再改一次。"));
    tab.until_page(|page| page.text().contains("再改一次。"));
}

/// What a page is made from lies in more places than `content` and the theme's own folder.
fn saves_around_the_page(options: Options) {
    let site = site();
    let root = site.path();
    let settings = "[site]\nname = \"试验站点\"\n[portal]\nheader = \"portal/top.html\"\n[theme]\nname = \"own\"\n";
    write(root, "site.toml", settings);
    write(root, "portal/top.html", "<p>门户甲</p>");
    write(root, "themes/own/theme.toml", "name = \"own\"\nparent = \"below\"\n");
    write(root, "themes/below/theme.toml", "name = \"below\"\nparent = \"county\"\n");
    let preview = start_with(root, options);
    let mut tab = Tab::open(&preview, PAGE);
    tab.until_page(|page| page.text().contains("门户甲"));
    write(root, "portal/top.html", "<p>门户乙</p>");
    tab.until_page(|page| page.text().contains("门户乙"));
    save_atomically(root, "portal/top.html", "<p>门户丙</p>");
    tab.until_page(|page| page.text().contains("门户丙"));
    // A parent's file, then another file for the header.
    write(root, "themes/below/templates/report.html", "<html><body>上级主题的模板</body></html>\n");
    tab.until_page(|page| page.text().contains("上级主题的模板"));
    fs::remove_file(root.join("themes/below/templates/report.html")).unwrap();
    tab.until_page(|page| page.text().contains("门户丙"));
    write(root, "frame/head.html", "<p>门户丁</p>");
    write(root, "site.toml", &settings.replace("portal/top.html", "frame/head.html"));
    tab.until_page(|page| page.text().contains("门户丁"));
    write(root, "frame/head.html", "<p>门户戊</p>");
    tab.until_page(|page| page.text().contains("门户戊"));
    // Named before there is such a folder; then it goes and comes anew.
    write(root, "site.toml", &settings.replace("portal/top.html", "frame/of/it/head.html"));
    tab.until(|notes| codes(notes).contains(&"S-24"));
    for words in ["门户己", "门户庚"] {
        write(root, "frame/of/it/head.html", &format!("<p>{words}</p>"));
        tab.until_page(|page| page.text().contains(words));
        write(root, "frame/of/it/head.html", &format!("<p>{words}，改</p>"));
        tab.until_page(|page| page.text().contains(&format!("{words}，改")));
        fs::remove_dir_all(root.join("frame")).unwrap();
        tab.until(|notes| codes(notes).contains(&"S-24"));
    }
}

#[test]
fn parents_of_the_theme_and_files_of_the_portal_are_watched() {
    saves_around_the_page(Options { port: 0, ..Options::default() });
}

#[test]
fn parents_of_the_theme_and_files_of_the_portal_are_asked_for() {
    saves_around_the_page(Options { port: 0, poll: true, ..Options::default() });
}
