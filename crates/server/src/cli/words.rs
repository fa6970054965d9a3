//! What the command line says of itself in the reader's language: help, and what was asked wrongly.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches};
use domain::Lang;
use unicode_width::UnicodeWidthStr;

use super::{Arguments, Unfit};
use crate::BAD_INPUT;

/// What is said instead of doing something, and the exit status.
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) status: u8,
}

/// What was asked, or the answer where that is help or a mistake.
pub(crate) fn parse(words: &[OsString], lang: Lang) -> Result<Arguments, Answer> {
    let mut command = in_language(Arguments::command(), lang);
    command.build();
    // `mingzhang help policy show` is how others ask for `mingzhang policy show --help`.
    if words.get(1).is_some_and(|word| word == "help") {
        let (name, of) = named(&command, words);
        return Err(Answer { text: help(of, &name, lang), status: 0 });
    }
    let asked = command.clone().try_get_matches_from(words);
    asked.and_then(|m| Arguments::from_arg_matches(&m)).map_err(|e| {
        let (name, of) = named(&command, words);
        match e.kind() {
            ErrorKind::DisplayHelp => Answer { text: help(of, &name, lang), status: 0 },
            ErrorKind::DisplayVersion => Answer { text: command.render_version(), status: 0 },
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
                Answer { text: help(of, &name, lang), status: BAD_INPUT }
            }
            _ => Answer { text: wrong(&e, of, &name, lang), status: BAD_INPUT },
        }
    })
}

/// The half of a text `中文 / English` that is meant for the reader.
fn half(text: &str, lang: Lang) -> String {
    let (zh, en) = text.split_once(" / ").unwrap_or((text, text));
    lang.pick(zh, en).to_owned()
}

/// The command with its texts in one language, and so all its commands.
fn in_language(command: Command, lang: Lang) -> Command {
    let about = command.get_about().map(|t| half(&t.to_string(), lang));
    let after = command.get_after_help().map(|t| half(&t.to_string(), lang));
    let mut command = command
        .mut_args(|arg| {
            let help = arg.get_help().map(|t| half(&t.to_string(), lang));
            let names = arg.get_value_names().unwrap_or_default().iter();
            let names: Vec<String> = names.map(|n| half(n, lang)).collect();
            let arg = if names.is_empty() { arg } else { arg.value_names(names) };
            arg.help(help.unwrap_or_default())
        })
        .mut_subcommands(|c| in_language(c, lang));
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command
}

/// The command that the words are about, with its full name.
fn named<'a>(command: &'a Command, words: &[OsString]) -> (String, &'a Command) {
    let mut of = command;
    let mut name = command.get_name().to_owned();
    let plain = words.iter().skip(1).filter_map(|w| w.to_str());
    for word in plain {
        if let Some(below) = of.find_subcommand(word) {
            of = below;
            let _ = write!(name, " {word}");
        }
    }
    (name, of)
}

/// The help of a command: what it does, how it is called, what each word means, an example.
fn help(command: &Command, name: &str, lang: Lang) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut out = format!("{about}\n\n{}\n", usage(command, name, lang));
    let commands: Vec<[String; 2]> = command
        .get_subcommands()
        .map(|c| [c.get_name().into(), c.get_about().map(ToString::to_string).unwrap_or_default()])
        .collect();
    let (given, options): (Vec<&Arg>, Vec<&Arg>) =
        command.get_arguments().partition(|a| a.is_positional());
    let lines = |args: Vec<&Arg>| args.into_iter().map(|a| line(a, lang)).collect();
    section(&mut out, lang.pick("命令：", "Commands:"), &commands);
    section(&mut out, lang.pick("参数：", "Arguments:"), &lines(given));
    section(&mut out, lang.pick("选项：", "Options:"), &lines(options));
    if let Some(after) = command.get_after_help() {
        let _ = writeln!(out, "\n{after}");
    }
    out
}

fn usage(command: &Command, name: &str, lang: Lang) -> String {
    let mut usage = format!("{}{name}", lang.pick("用法：", "Usage: "));
    if command.get_subcommands().next().is_some() {
        usage.push_str(lang.pick(" <命令>", " <COMMAND>"));
    }
    for given in command.get_positionals() {
        let _ = write!(usage, " {given}");
    }
    usage.push_str(lang.pick(" [选项]", " [OPTIONS]"));
    usage
}

/// An argument as it is written, and what it means.
fn line(arg: &Arg, lang: Lang) -> [String; 2] {
    let short = match (arg.get_short(), arg.is_positional()) {
        (Some(short), _) => format!("-{short}, "),
        (None, true) => String::new(),
        (None, false) => "    ".to_owned(),
    };
    let meaning = match arg.get_id().as_str() {
        "help" => lang.pick("显示帮助", "Show this help").to_owned(),
        "version" => lang.pick("显示版本", "Show the version").to_owned(),
        _ => arg.get_help().map(ToString::to_string).unwrap_or_default(),
    };
    [format!("{short}{arg}"), format!("{meaning}{}", values(arg, lang))]
}

/// The words that an option knows and what holds without it.
fn values(arg: &Arg, lang: Lang) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let known = arg.get_possible_values();
    let known: Vec<String> = known
        .iter()
        .map(|v| {
            let help = v.get_help().map(|t| half(&t.to_string(), lang)).unwrap_or_default();
            format!("{} {help}", v.get_name())
        })
        .collect();
    let default = arg.get_default_values().iter().map(|v| v.to_string_lossy()).next();
    let default = default.map(|d| format!("{}{d}", lang.pick("缺省 ", "default ")));
    let known = Some(known.join(lang.pick("、", ", "))).filter(|k| !k.is_empty());
    let parts: Vec<String> = known.into_iter().chain(default).collect();
    match (parts.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{}）", parts.join("；")),
        (false, Lang::En) => format!(" ({})", parts.join("; ")),
    }
}

fn section(out: &mut String, title: &str, lines: &Vec<[String; 2]>) {
    if lines.is_empty() {
        return;
    }
    let widest = lines.iter().map(|[word, _]| word.width()).max().unwrap_or(0);
    let _ = writeln!(out, "\n{title}");
    for [word, meaning] in lines {
        let gap = " ".repeat(widest.saturating_sub(word.width()) + 2);
        let _ = writeln!(out, "  {word}{gap}{meaning}");
    }
}

/// What was asked wrongly, how it is asked, and where to read more.
fn wrong(error: &Error, command: &Command, name: &str, lang: Lang) -> String {
    let (sentence, usage) = (sentence(error, lang), usage(command, name, lang));
    match lang {
        Lang::Zh => format!("{sentence}\n{usage}\n详见 {name} --help\n"),
        Lang::En => format!("{sentence}\n{usage}\nsee {name} --help\n"),
    }
}

fn sentence(error: &Error, lang: Lang) -> String {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(lang.pick("、", ", ")),
        _ => String::new(),
    };
    let (option, value) = (told(ContextKind::InvalidArg), told(ContextKind::InvalidValue));
    let (zh, en) = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            (format!("{option} 后面缺少取值"), format!("{option} needs a value"))
        }
        ErrorKind::InvalidValue => (
            format!("{option} 不能是“{value}”；可选：{}", told(ContextKind::ValidValue)),
            format!("{option} cannot be \"{value}\"; choose {}", told(ContextKind::ValidValue)),
        ),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).and_then(|e| e.downcast_ref::<Unfit>());
            let (zh, en) = why.map(|w| (w.zh.as_str(), w.en.as_str())).unwrap_or_default();
            (
                format!("{option} 不能是“{value}”：{zh}"),
                format!("{option} cannot be \"{value}\": {en}"),
            )
        }
        ErrorKind::UnknownArgument => {
            let [zh, en] = perhaps(&told(ContextKind::SuggestedArg));
            (format!("无法识别“{option}”{zh}"), format!("\"{option}\" is not understood here{en}"))
        }
        ErrorKind::InvalidSubcommand => {
            let asked = told(ContextKind::InvalidSubcommand);
            let [zh, en] = perhaps(&told(ContextKind::SuggestedSubcommand));
            (format!("没有命令“{asked}”{zh}"), format!("there is no command \"{asked}\"{en}"))
        }
        ErrorKind::MissingRequiredArgument => {
            (format!("缺少 {option}"), format!("missing: {option}"))
        }
        ErrorKind::ArgumentConflict => {
            (format!("{option} 只能写一次"), format!("{option} can be given only once"))
        }
        ErrorKind::TooManyValues => {
            (format!("{option} 后面不写取值"), format!("{option} takes no value"))
        }
        ErrorKind::InvalidUtf8 => {
            ("命令行中有无法识别的文字".into(), "the command line holds what is no text".into())
        }
        _ => ("命令行写法不对".into(), "the command line is not understood".into()),
    };
    lang.pick(&zh, &en).to_owned()
}

fn perhaps(meant: &str) -> [String; 2] {
    if meant.is_empty() {
        return [String::new(), String::new()];
    }
    [format!("；是否想写 {meant}？"), format!("; did you mean {meant}?")]
}
