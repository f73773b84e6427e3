//! What is written to the terminal, and in which colours.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use nianbao::error::Error;
use nianbao::finding::json::NotChecked;
use nianbao::finding::{Finding, human};

/// Why standard output took no more, where it did not. A command goes on with its work all
/// the same: what it does must not depend on whether it can be told.
static REFUSED: OnceLock<Error> = OnceLock::new();

/// One line on standard output.
pub(super) fn line(line: &str) {
    text(&format!("{line}\n"));
}

/// Text as it is on standard output. What the machine refuses of it is kept for [`refused`].
pub(super) fn text(text: &str) {
    let mut out = io::stdout().lock();
    // Flushed at once: what fails when the program ends, nobody hears of.
    let Err(cause) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) else { return };
    // A reader that has closed its pipe wants no more; that is no fault of ours.
    if cause.kind() != io::ErrorKind::BrokenPipe {
        REFUSED.get_or_init(|| Error::file("写入", Path::new("标准输出"), cause));
    }
}

/// What the machine refused on standard output so far.
pub(super) fn refused() -> Option<&'static Error> {
    REFUSED.get()
}

/// Files that were made, and what to know of them.
pub(super) fn made(made: &nianbao::scaffold::Made) {
    for file in &made.files {
        line(&format!("已新建 {file}"));
    }
    for note in &made.notes {
        line(note);
    }
}

/// One line of progress or summary on standard error, so that standard output stays
/// clean for pipes.
pub(super) fn say(text: &str) {
    // A terminal that is gone cannot be told so, and is no reason to stop.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Something the machine refused.
pub(super) fn error(error: &Error) {
    say(&format!("错误: {error}"));
}

/// Largest file read again to show a line of it, in bytes.
const LIMIT: u64 = 4 << 20;

/// Findings, each with the line of its file, and what could not be checked.
pub(super) fn findings(root: &Path, findings: &[Finding], not_checked: &[NotChecked]) {
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let read = |file: &str| nianbao::source::text::read(root, file, LIMIT).ok().map(|text| text.body);
    let shown = human::show(findings, &read, colour) + &human::not_checked(not_checked, colour);
    let _ = match colour {
        // The console of Windows takes marks of colour for text until it is asked not to.
        true => write!(anstream::stderr(), "{shown}"),
        false => write!(io::stderr(), "{shown}"),
    };
}

/// A wrong command line, in Chinese; help and version are no faults.
pub(super) fn usage(fault: &clap::Error) -> ExitCode {
    if matches!(fault.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // The one word the parser of command lines puts in itself.
        text(&fault.render().to_string().replace("[OPTIONS]", "[选项]"));
        return super::status(ExitCode::SUCCESS);
    }
    let word = |kind| match fault.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(" "),
        _ => String::new(),
    };
    let (argument, value) = (word(ContextKind::InvalidArg), word(ContextKind::InvalidValue));
    let mut say = match fault.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", word(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument if !argument.starts_with('-') => format!("“{argument}”是多写的，这个命令不用它"),
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => format!("“{argument}”后面应有值"),
        ErrorKind::InvalidValue => format!("“{argument}”不能是“{value}”，可用的有 {}", word(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => {
            let should = std::error::Error::source(fault).map(|should| format!("{should}，")).unwrap_or_default();
            format!("“{argument}”{should}实际为“{value}”")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少{argument}"),
        ErrorKind::ArgumentConflict => format!("“{argument}”不能与“{}”同时使用", word(ContextKind::PriorArg)),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "没有写要做什么".to_owned()
        }
        _ => "命令写得不对".to_owned(),
    };
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg] {
        let near: Vec<&str> = match fault.get(kind) {
            Some(ContextValue::String(word)) => vec![word],
            // The nearest comes last.
            Some(ContextValue::Strings(words)) => words.iter().rev().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        if !near.is_empty() {
            say.push_str(&format!("；是否为“{}”？", near.join("”或“")));
        }
    }
    self::say(&format!("错误: {say}\n用“nianbao --help”查看命令和选项"));
    ExitCode::from(2)
}
