//! The only room that talks to a terminal: arguments in, findings and one line out.
//!
//! Exit status: 0 done; 1 findings withhold publication, or a copy of the site differs; 2 the command was wrong or the
//! machine refused.

mod build;
mod check;
mod completions;
mod explain;
mod import;
mod init;
mod join;
mod new;
mod package;
mod schema;
mod screen;
mod serve;
mod steps;
mod theme;
mod verify;
mod word;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use nianbao::error::Error;

/// 年报：政府信息公开工作年度报告静态网站生成器
#[derive(Parser)]
#[command(
    name = "nianbao",
    version,
    disable_help_subcommand = true,
    disable_version_flag = true,
    disable_help_flag = true
)]
struct Arguments {
    /// 站点所在的文件夹（默认：当前文件夹或最近的上级中含有 site.toml 的）
    #[arg(long, global = true, value_name = "文件夹")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Subcommand)]
enum Command {
    Build(build::Arguments),
    Check(check::Arguments),
    Serve(serve::Arguments),
    New(new::Arguments),
    Import(import::Arguments),
    Init(init::Arguments),
    Explain(explain::Arguments),
    Schema(schema::Arguments),
    Theme(theme::Arguments),
    Package(package::Arguments),
    Verify(verify::Arguments),
    Join(join::Arguments),
    Completions(completions::Arguments),
}

/// What a command came to.
enum Outcome {
    /// Done.
    Done,
    /// Something is wrong: findings withhold publication, or a copy differs.
    Withheld,
}

/// Runs the command line.
pub(crate) fn run() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(fault) => return screen::usage(&fault),
    };
    match dispatch(arguments) {
        Ok(Outcome::Done) => status(ExitCode::SUCCESS),
        Ok(Outcome::Withheld) => status(ExitCode::from(1)),
        Err(error) => {
            screen::error(&error);
            ExitCode::from(2)
        }
    }
}

/// The exit status of a command that came to its end: another one, where what it had to say
/// was refused.
fn status(done: ExitCode) -> ExitCode {
    match screen::refused() {
        Some(error) => {
            screen::error(error);
            ExitCode::from(2)
        }
        None => done,
    }
}

fn arguments() -> Result<Arguments, clap::Error> {
    let matches = command().try_get_matches()?;
    Arguments::from_arg_matches(&matches)
}

/// The command line with its headings in Chinese.
fn command() -> clap::Command {
    in_chinese(Arguments::command())
}

fn in_chinese(command: clap::Command) -> clap::Command {
    const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";
    let mut place = 0;
    let heading = |arg: clap::Arg| match arg.is_positional() {
        true => {
            // Under a heading of ours they would be sorted by their names in the code.
            place += 1;
            arg.help_heading("参数").display_order(place)
        }
        false => arg.help_heading("选项"),
    };
    let command = command.help_template(TEMPLATE).subcommand_help_heading("命令").subcommand_value_name("命令");
    command.mut_args(heading).mut_subcommands(in_chinese)
}

fn dispatch(arguments: Arguments) -> Result<Outcome, Error> {
    let root = arguments.root.as_deref();
    match arguments.command {
        Command::Build(command) => command.run(&find_root(root)?),
        Command::Check(command) => command.run(&find_root(root)?),
        Command::Serve(command) => command.run(&find_root(root)?),
        Command::New(command) => command.run(&find_root(root)?),
        Command::Import(command) => command.run(&find_root(root)?),
        Command::Init(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Package(command) => command.run(&find_root(root)?),
        Command::Verify(command) => command.run(),
        Command::Join(command) => command.run(&find_root(root)?),
        Command::Theme(command) => command.run(&find_root(root)?),
        Command::Completions(command) => command.run(),
    }
}

/// The site's folder: the one given, or the nearest upward with a `site.toml`.
fn find_root(given: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(given) = given {
        return match given.join("site.toml").is_file() {
            true => Ok(given.to_owned()),
            false => Err(Error::usage(format!(
                "“{}”里没有 site.toml，不是年报站点；新建站点用“nianbao init {}”",
                given.display(),
                nianbao::scaffold::typed(given)
            ))),
        };
    }
    let here = std::env::current_dir().map_err(|cause| Error::file("读取", Path::new("."), cause))?;
    match here.ancestors().find(|folder| folder.join("site.toml").is_file()) {
        Some(root) => Ok(root.to_owned()),
        None => Err(Error::usage("当前文件夹和它的上级里都没有 site.toml；请先进入站点的文件夹，或用“--root 文件夹”指明，新建站点用“nianbao init 文件夹”".to_owned())),
    }
}
