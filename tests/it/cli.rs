//! The commands as a clerk types them: what is printed, what is written, which status.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::sites::{sound_site, write};

pub(super) fn nianbao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).current_dir(folder).args(arguments).output().unwrap()
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn check_tells_everything_and_exits_by_what_it_found() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let output = nianbao(site.path(), &["check"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("共检查 1 份报告：错误 0 处"), "{output:?}");

    write(site.path(), "content/a/2021/data.yaml", "主动公开: 无\n依申请公开:\n  本年新收: 3\n复议诉讼: 无\n");
    let output = nianbao(site.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("错误[S-10]: “本年新收”应分 6 列填写，实际只有一个数 3"), "{said}");
    assert!(said.contains("--> content/a/2021/data.yaml:3:9"), "{said}");
    assert!(said.contains("= 建议: "), "{said}");
    assert!(!said.contains('\u{1b}'), "no colour in a pipe");
}

#[test]
fn a_report_is_named_by_its_path_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    super::sites::sound_site(root, "czj", 2021);
    super::sites::sound_site(root, "czj", 2022);
    let year = root.join("content/czj/2022");
    let whole = [year.clone(), year.join("data.yaml"), year.join("narrative.md")];
    let whole = whole.iter().map(|path| path.display().to_string());
    let words = ["czj/2022", "content/czj/2022/data.yaml", r".\content\czj\2022\narrative.md"];
    for word in words.into_iter().map(str::to_owned).chain(whole) {
        let said = text(&nianbao(root, &["check", &word]).stderr);
        assert!(said.contains("共检查 1 份报告"), "{word}: {said}");
    }
    let office = root.join("content/czj/office.yaml").display().to_string();
    assert!(text(&nianbao(root, &["check", &office]).stderr).contains("共检查 2 份报告"));
    let elsewhere = tempfile::tempdir().unwrap();
    for path in [elsewhere.path().to_owned(), root.join("content/none")] {
        let output = nianbao(root, &["check", &path.display().to_string()]);
        assert!(text(&output.stderr).contains("不在这个站点的"), "{}", text(&output.stderr));
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn a_word_too_many_is_no_option() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let output = nianbao(site.path(), &["build", "a"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains("“a”是多写的"), "{output:?}");
    let output = nianbao(site.path(), &["build", "--outptu", "x"]);
    assert!(text(&output.stderr).contains("没有“--outptu”这个选项；是否为“--output”？"), "{output:?}");
    let output = nianbao(site.path(), &["chek"]);
    assert!(text(&output.stderr).contains("没有“chek”这个命令；是否为“check”或“schema”？"), "{output:?}");
}

#[test]
fn an_emptied_content_takes_nothing_off_the_web() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(0));
    let published = super::example::tree(&site.path().join("public"));
    fs::remove_dir_all(site.path().join("content/a")).unwrap();
    let output = nianbao(site.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains("content 里一个机关也没有"), "{output:?}");
    assert_eq!(super::example::tree(&site.path().join("public")), published);
    // A site without reports, as a new one, is built as often as one likes.
    fs::remove_dir_all(site.path().join("public")).unwrap();
    for _ in 0..2 {
        assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(0));
    }
}

#[test]
fn carets_stand_under_chinese_text() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    write(
        site.path(),
        "content/a/2021/data.yaml",
        "主动公开: 无\n依申请公开:\n  本年新收: {自然人: 一件}\n复议诉讼: 无\n",
    );
    let output = nianbao(site.path(), &["check"]);
    let said = text(&output.stderr);
    let lines: Vec<&str> = said.lines().collect();
    let source = lines.iter().position(|line| line.contains("{自然人: 一件}")).expect(&said);
    let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let before = lines[source].split("一件").next().unwrap();
    let caret = lines[source + 1].split('^').next().unwrap();
    assert_eq!(width(before), width(caret), "\n{said}");
    assert!(lines[source + 1].contains("^^^^") && !lines[source + 1].contains("^^^^^"), "\n{said}");
}

#[test]
fn an_acknowledged_finding_is_told_in_short_with_its_reason() {
    let site = tempfile::tempdir().unwrap();
    super::sarif::acknowledged_site(site.path());
    let said = text(&nianbao(site.path(), &["check"]).stderr);
    let told = said.lines().position(|line| line.starts_with("警告[C-02]: ")).expect(&said);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[told].ends_with("（已说明：清理时并入三件）"), "{said}");
    assert!(lines[told + 1].starts_with(" --> content/a/2022/data.yaml:"), "{said}");
    assert_eq!(lines[told + 2], "", "neither the line nor advice");
    assert!(said.contains("警告 0 处"), "{said}");
    let built = text(&nianbao(site.path(), &["build"]).stderr);
    assert!(built.contains("（已说明：清理时并入三件）"), "{built}");
}

#[test]
fn what_could_not_be_checked_is_told_once_for_each_reason() {
    let site = tempfile::tempdir().unwrap();
    for office in ["a", "b", "c", "d", "e"] {
        sound_site(site.path(), office, 2022);
    }
    let output = nianbao(site.path(), &["check"]);
    let said = text(&output.stderr);
    let line = said.lines().find(|line| line.starts_with("未校验[C-02]")).expect(&said);
    assert_eq!(line, "未校验[C-02] 没有 2021 年度的报告：5 份（a/2022、b/2022、c/2022 …）");
    assert!(said.contains("--format json”逐份列出\n"), "{said}");
    assert!(said.trim_end().ends_with("提示 0 处"), "the summary comes last: {said}");
    let json: serde_json::Value =
        serde_json::from_slice(&nianbao(site.path(), &["check", "--format", "json"]).stdout).unwrap();
    let listed = json["not_checked"].as_array().unwrap().iter().filter(|not| not["code"] == "C-02");
    assert_eq!(listed.count(), 5);
    let said = text(&nianbao(site.path(), &["check", "b"]).stderr);
    assert!(said.contains("：1 份（b/2022）") && !said.contains("逐份列出"), "{said}");
}

/// Many findings in one long paragraph and in one long file: each is shown at its place.
#[test]
fn a_long_list_keeps_every_place() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let hints: String = (0..300).map(|n| format!("第{n}组公开信息××条，")).collect();
    let narrative = super::sites::saying(&format!("{hints}完。"));
    write(site.path(), "content/a/2021/narrative.md", &narrative);
    let said = text(&nianbao(site.path(), &["check"]).stderr);
    let lines: Vec<&str> = said.lines().collect();
    let mut shown = 0;
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("错误[D-07]")) {
        let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
        let caret = lines[number + 4].find('^').expect(line);
        // Walk the quoted line to the caret's column: the hint stands there.
        let quoted = lines[number + 3];
        let at = quoted.char_indices().find(|(at, _)| width(&quoted[..*at]) == caret).unwrap().0;
        assert!(quoted[at..].starts_with('×'), "{quoted}\n{}", lines[number + 4]);
        shown += 1;
    }
    assert!(shown >= 300, "{shown} of 300");
}

#[test]
fn check_speaks_json_to_programs() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    sound_site(site.path(), "b", 2022);
    write(
        site.path(),
        "content/a/2021/data.yaml",
        "主动公开: 无\n依申请公开:\n  本年新收: {自然人: 012}\n  结转下年: {自然人: 12}\n复议诉讼: 无\n",
    );
    let output = nianbao(site.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["summary"]["reports"], 2);
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "A-04");
    assert_eq!(finding["level"], "error");
    assert_eq!(finding["file"], "content/a/2021/data.yaml");
    assert_eq!((&finding["line"], &finding["column"]), (&3.into(), &15.into()));
    assert_eq!(finding["office"], "a");
    assert_eq!(finding["year"], 2021);
    assert_eq!(finding["cells"], serde_json::json!(["t3.new_requests.natural_person"]));
    assert_eq!(finding["acknowledged"], false);
    assert!(json["not_checked"].is_array());

    let output = nianbao(site.path(), &["check", "b", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["summary"]["reports"], 1);
    assert_eq!(nianbao(site.path(), &["check", "a/2021"]).status.code(), Some(1));
    assert_eq!(nianbao(site.path(), &["check", "a/2030"]).status.code(), Some(2));
    assert_eq!(nianbao(site.path(), &["check", "c"]).status.code(), Some(2));
}

#[test]
fn explain_knows_every_code_and_says_when_it_does_not() {
    let here = tempfile::tempdir().unwrap();
    let all = text(&nianbao(here.path(), &["explain"]).stdout);
    for rule in nianbao::rules() {
        assert!(all.contains(rule.code));
        let output = nianbao(here.path(), &["explain", &rule.code.to_lowercase()]);
        assert_eq!(output.status.code(), Some(0));
        let said = text(&output.stdout);
        for part in [rule.title, rule.explain, rule.why, rule.mend, rule.source] {
            assert!(said.contains(part), "{}: {part}", rule.code);
        }
    }
    for word in ["a01", "[A-01]", "错误[A-01]", "Ａ－０１", " A–01 "] {
        assert!(text(&nianbao(here.path(), &["explain", word]).stdout).starts_with("A-01"), "{word}");
    }
    for word in ["Q-99", "", "-", "A-0"] {
        assert_eq!(nianbao(here.path(), &["explain", word]).status.code(), Some(2), "{word}");
    }
}

#[test]
fn errors_withhold_and_leave_the_published_site_alone() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(0));
    let page = site.path().join("public/a/2021/index.html");
    let before = fs::read(&page).unwrap();
    write(site.path(), "content/a/2021/data.yaml", "主动公开: 无\n");
    let output = nianbao(site.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("没有发布"), "{output:?}");
    assert_eq!(fs::read(&page).unwrap(), before);
}

#[test]
fn a_draft_is_left_out_and_holds_nobody_up() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    sound_site(site.path(), "b", 2021);
    write(site.path(), "content/b/2021/data.yaml", "草稿: true\n主动公开: 无\n");
    let output = nianbao(site.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stderr).contains("S-11"), "the draft's faults are shown");
    assert!(site.path().join("public/a/2021/index.html").exists());
    assert!(!site.path().join("public/b/2021/index.html").exists());
    let held = nianbao(site.path(), &["build", "--drafts"]);
    assert_eq!(held.status.code(), Some(1));
    let told = String::from_utf8_lossy(&held.stderr);
    // Published, a draft's faults withhold the site: nobody is told that they do not.
    assert!(told.contains("没有发布") && !told.contains("不影响发布") && !told.contains("错误 0 处"), "{told}");
}

#[test]
fn strict_lets_warnings_withhold() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    write(site.path(), "site.toml", "[site]\nnmae = \"x\"\n");
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(0));
    assert_eq!(nianbao(site.path(), &["build", "--strict"]).status.code(), Some(1));
    assert_eq!(nianbao(site.path(), &["check", "--strict"]).status.code(), Some(1));
}

/// Every page of `--help`, with the commands below commands.
fn help_pages(folder: &Path) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let mut open: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(command) = open.pop() {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.push("--help");
        let page = text(&nianbao(folder, &arguments).stdout);
        let listed = page.split("\n命令:\n").nth(1).unwrap_or_default();
        for line in listed.lines().take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().unwrap().to_owned();
            open.push([command.clone(), vec![name]].concat());
        }
        pages.push((command.join(" "), page));
    }
    pages
}

#[test]
fn help_is_chinese_throughout() {
    let here = tempfile::tempdir().unwrap();
    let pages = help_pages(here.path());
    assert!(pages.len() >= 15 && pages.iter().any(|(command, _)| command == "theme new"), "{}", pages.len());
    for (command, page) in pages {
        assert!(page.contains("\n用法：nianbao") && page.contains("[选项]"), "{command}: {page}");
        for english in ["OPTIONS", "COMMAND", "Usage", "Options", "Arguments", "Commands", "default", "possible"] {
            assert!(!page.contains(english), "{command}: {english}: {page}");
        }
        // Between Chinese words a single blank comes from a line of source that ended there.
        let chars: Vec<char> = page.chars().collect();
        let wide = |c: char| ('\u{3000}'..='\u{ffef}').contains(&c) || matches!(c, '“' | '”' | '…');
        let stray = chars.windows(3).find(|three| three[1] == ' ' && wide(three[0]) && wide(three[2]));
        assert!(stray.is_none(), "{command}: {stray:?}: {page}");
    }
    // What is typed first is explained first.
    let page = text(&nianbao(here.path(), &["theme", "new", "--help"]).stdout);
    assert!(page.find("  <名称>") < page.find("  [文件]"), "{page}");
}

/// What was asked for on standard output and could not be written is a refusal of the
/// machine; a reader that has seen enough is none.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_said() {
    use std::process::Stdio;
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let commands: [&[&str]; 9] = [
        &["-h"],
        &["check", "--help"],
        &["--version"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["schema"],
        &["explain"],
        &["explain", "A-01"],
        &["completions", "bash"],
    ];
    for arguments in commands {
        let run = |out: Stdio| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
            command.current_dir(site.path()).args(arguments).stdout(out).output().unwrap()
        };
        let full = run(fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into());
        let said = text(&full.stderr);
        assert_eq!(full.status.code(), Some(2), "{arguments:?}: {said}");
        assert_eq!(said.matches("错误: ").count(), 1, "{arguments:?}: {said}");
        assert!(said.contains("标准输出") && said.contains("磁盘已满"), "{arguments:?}: {said}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let closed = run(writer.into());
        assert_eq!((closed.status.code(), text(&closed.stderr).as_str()), (Some(0), ""), "{arguments:?}");
    }
    // With nowhere to say it, the status still does.
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = command.current_dir(site.path()).args(["bild"]).stdout(full()).stderr(full()).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn completions_and_help_are_there() {
    let here = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = nianbao(here.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("nianbao"));
    }
    let help = text(&nianbao(here.path(), &["--help"]).stdout);
    for word in ["用法", "命令", "选项", "build", "check", "explain", "--root"] {
        assert!(help.contains(word), "{help}");
    }
    assert!(!help.contains("Usage") && !help.contains("Options") && !help.contains("Print"), "{help}");
}

#[test]
fn a_wrong_command_is_told_in_chinese_with_status_2() {
    let here = tempfile::tempdir().unwrap();
    for arguments in
        [&["bild"][..], &["build", "--outptu", "x"], &["check", "--format", "xml"], &["new", "a"], &[], &["build"]]
    {
        let output = nianbao(here.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.starts_with("错误: ") && !said.contains("error"), "{arguments:?}: {said}");
    }
}

#[test]
fn threads_change_nothing_and_timings_name_every_step() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let manifest = |threads: &str, output: &str| {
        let made = nianbao(site.path(), &["build", "--threads", threads, "--timings", "--output", output]);
        let said = text(&made.stderr);
        assert_eq!(made.status.code(), Some(0), "{said}");
        for step in ["读取", "检查", "生成页面和数据文件，逐个读回核对", "发布", "合计"] {
            assert!(said.contains(&format!("毫秒  {step}")), "{said}");
        }
        std::fs::read(site.path().join(output).join("manifest.json")).unwrap()
    };
    assert_eq!(manifest("1", "one"), manifest("7", "seven"));
    assert_eq!(nianbao(site.path(), &["build", "--threads", "0"]).status.code(), Some(2));
}
