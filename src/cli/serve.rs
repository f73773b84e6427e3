use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args;

use nianbao::error::Error;
use nianbao::finding::{Finding, Level};
use nianbao::preview::{News, Options, Preview};

use super::{Outcome, screen, word};

/// 预览：改了文件，浏览器里的页面随之更新，问题标在页上；不改动 public 文件夹
#[derive(Args)]
pub(super) struct Arguments {
    /// 端口（默认 4000，已被占用时用其后空着的一个；写明的只用这一个）
    #[arg(long, value_name = "端口", value_parser = word::port)]
    port: Option<u16>,
    /// 监听的地址（默认只有本机能看；写本机在局域网里的地址，手机和别的电脑也能看）
    #[arg(long, value_name = "地址", default_value = "127.0.0.1", hide_default_value = true)]
    host: String,
    /// 打开浏览器
    #[arg(long)]
    open: bool,
    /// 每隔半秒查看一次文件（网络驱动器、WSL 上自动如此）
    #[arg(long)]
    poll: bool,
}

/// Most findings written out at a time: a site taken over from elsewhere may have
/// thousands, and `check` lists them all.
const MOST: usize = 20;

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        let mut options = Options { host: self.host, poll: self.poll, ..Options::default() };
        // Who names a port has a reason for it: an address in a note, a rule of a firewall.
        if let Some(port) = self.port {
            (options.port, options.spare) = (port, 0);
        }
        if std::io::stderr().is_terminal() {
            screen::say("正在读取和检查……");
        }
        let place = root.to_owned();
        let preview = Preview::start(root, &options, move |news| tell(&place, &news))?;
        let mut findings = preview.findings.clone();
        findings.retain(|finding| !finding.acknowledged);
        list(root, &mut findings);
        preview.faults.iter().for_each(|fault| screen::say(&format!("错误: {fault}")));
        screen::say(&preview.summary.say());
        if let Some(why) = &preview.polls {
            screen::say(why);
        }
        if options.port != 0 && preview.address.port() != options.port {
            screen::say(&format!("端口 {} 已被占用，改用 {}", options.port, preview.address.port()));
        }
        let url = preview.url();
        screen::line(&format!("预览 {url}  （按 Ctrl-C 结束）"));
        if self.open && !open(&url) {
            screen::say(&format!("没能打开浏览器，请自己打开 {url}"));
        }
        preview.wait();
        Ok(Outcome::Done)
    }
}

/// What a save came to: what is new, what is mended, how it stands now.
fn tell(root: &Path, news: &News) {
    for gone in news.gone.iter().take(MOST) {
        screen::say(&format!("已改正[{}]: {}  {}", gone.code, gone.message, gone.file));
    }
    if news.gone.len() > MOST {
        screen::say(&format!("另有 {} 处已改正", news.gone.len() - MOST));
    }
    if !news.lost.is_empty() {
        screen::say(&format!("有文件删去或改名：原来的 {} 处问题不再列出，不算改正", news.lost.len()));
    }
    let mut new = news.new.clone();
    list(root, &mut new);
    news.faults.iter().for_each(|fault| screen::say(&format!("错误: {fault}")));
    screen::say(&format!("已更新（{} 毫秒）：{}", news.took.as_millis(), news.summary.say()));
}

/// The gravest findings.
fn list(root: &Path, findings: &mut Vec<Finding>) {
    let more = findings.len().saturating_sub(MOST);
    findings.sort_by_key(|finding| match finding.level {
        Level::Error => 0,
        Level::Warning => 1,
        Level::Note => 2,
    });
    findings.truncate(MOST);
    screen::findings(root, findings, &[]);
    if more > 0 {
        screen::say(&format!("另有 {more} 处，用“nianbao check”查看全部"));
    }
}

/// Opens the browser the system opens pages with.
fn open(url: &str) -> bool {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "windows" => ("cmd", &["/c", "start", ""]),
        "macos" => ("open", &[]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}
