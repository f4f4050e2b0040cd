//! The command line, the environment and `fiscal-tables.toml` -> what to do. Each option has a variable,
//! `FISCAL_TABLES_` and its name, and a key in the file; the command line counts before the environment, that before the
//! file, that before the program's own defaults.

use super::args::{Cli, Command as Task};
use anyhow::{Context, Result, anyhow, bail};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};
use std::collections::BTreeSet;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file that is read if it is there.
const FILE: &str = "fiscal-tables.toml";
/// What variables begin with.
const PREFIX: &str = "FISCAL_TABLES_";

/// What went wrong before there was anything to do.
pub(super) enum Failure {
    /// A wrong argument, or help that was asked for.
    Arguments(clap::Error),
    /// A wrong configuration file.
    Config(anyhow::Error),
}

/// What to do.
///
/// # Errors
/// See [`Failure`].
pub(super) fn parse(arguments: &[OsString]) -> Result<Cli, Failure> {
    let command = with_environment(Cli::command());
    let with_variables = command.clone();
    // A first look at what is given, for the name of the file: whatever else is wrong is told by the second.
    let first = command.clone().ignore_errors(true).try_get_matches_from(arguments).unwrap_or_default();
    let (command, file) = match read(&first).map_err(Failure::Config)? {
        Some((path, config)) => {
            let cannot = || format!("{}: not a configuration", path.display());
            (with_config(command, &config).with_context(cannot).map_err(Failure::Config)?, Some(path))
        }
        None => (command, None),
    };
    let of_arguments = |command: Command| command.try_get_matches_from(arguments);
    let matches =
        of_arguments(command).map_err(|error| sourced(error, of_arguments, with_variables, file.as_deref()))?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(Failure::Arguments)?;
    if let (Task::Extract(extract), Some((_, own))) = (&mut cli.command, matches.subcommand()) {
        match (rank(own, "password"), rank(own, "password_file")) {
            (Some(password), Some(file)) if password < file => extract.password = None,
            (Some(password), Some(file)) if password > file => extract.password_file = None,
            (Some(_), Some(_)) => {
                let message = "the argument '--password <PASSWORD>' cannot be used with '--password-file <FILE>'\n";
                return Err(Failure::Arguments(Cli::command().error(ErrorKind::ArgumentConflict, message)));
            }
            _ => {}
        }
    }
    Ok(cli)
}

/// A wrong value of the environment or of the file is said to be theirs: nobody has written the option it is of.
fn sourced(
    error: clap::Error,
    of_arguments: impl Fn(Command) -> Result<ArgMatches, clap::Error>,
    with_variables: Command,
    file: Option<&Path>,
) -> Failure {
    let wrong = |error: &clap::Error| {
        let text = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
        (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue))
    };
    let is_value = matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation);
    let is_same = |command: Command| {
        let again = of_arguments(command).err();
        again.is_some_and(|again| again.kind() == error.kind() && wrong(&again) == wrong(&error))
    };
    if !is_value || is_same(Cli::command()) {
        return Failure::Arguments(error);
    }
    let (argument, value) = wrong(&error);
    let option = argument.trim_start_matches('-').split([' ', '=']).next().unwrap_or_default();
    let place = match file {
        Some(file) if !is_same(with_variables) => format!("{}: {option}", file.display()),
        _ => variable(option),
    };
    let reason = error.source().map(|reason| format!(": {reason}"));
    let possible = || match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => format!("; expected {}", values.join(", ")),
        _ => String::new(),
    };
    Failure::Config(anyhow!("{place}: wrong value `{value}`{}", reason.unwrap_or_else(possible)))
}

/// How much the word of an option counts, by where it stands.
fn rank(matches: &ArgMatches, id: &str) -> Option<u8> {
    matches.value_source(id).map(|source| match source {
        ValueSource::CommandLine => 2,
        ValueSource::EnvVariable => 1,
        _ => 0,
    })
}

/// The configuration that counts: the file that is named, or that of the current folder.
fn read(first: &ArgMatches) -> Result<Option<(PathBuf, Table)>> {
    let given = first.try_get_one::<PathBuf>("config").ok().flatten().cloned();
    let is_off = first.try_get_one::<bool>("no_config").ok().flatten().copied().unwrap_or(false);
    let path = match given {
        _ if is_off => return Ok(None),
        Some(path) => path,
        None if Path::new(FILE).is_file() => PathBuf::from(FILE),
        None => return Ok(None),
    };
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let table = text.parse::<Table>().with_context(|| format!("{}: not TOML", path.display()))?;
    Ok(Some((path, table)))
}

/// The definition with a variable for each option.
fn with_environment(command: Command) -> Command {
    let with_variable = |arg: Arg| match arg.get_long().map(variable) {
        Some(variable) if is_option(&arg) => {
            let arg = arg.env(variable).hide_env(true);
            if matches!(arg.get_action(), ArgAction::SetTrue) { arg.value_parser(flag) } else { arg }
        }
        _ => arg,
    };
    command.mut_args(with_variable).mut_subcommands(move |command| command.mut_args(with_variable))
}

/// The word of an option without a value; an empty variable is none.
fn flag(word: &str) -> Result<bool, String> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "" | "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("expected true or false".to_owned()),
    }
}

/// `log-format` -> `FISCAL_TABLES_LOG_FORMAT`.
fn variable(option: &str) -> String {
    format!("{PREFIX}{}", option.to_uppercase().replace('-', "_"))
}

fn is_option(arg: &Arg) -> bool {
    !matches!(arg.get_action(), ArgAction::Help | ArgAction::HelpLong | ArgAction::HelpShort | ArgAction::Version)
}

/// The definition with the values of a configuration as defaults. Keys are options; those in a table named after a
/// command count for it alone, those above the tables for every command that has them.
fn with_config(command: Command, config: &Table) -> Result<Command> {
    let names: BTreeSet<String> = command.get_subcommands().map(|own| own.get_name().to_owned()).collect();
    let mut known = BTreeSet::new();
    let mut result = command.clone();
    for task in command.get_subcommands() {
        let own = match config.get(task.get_name()) {
            None => None,
            Some(Value::Table(own)) => Some(own),
            Some(_) => bail!("{} is a command: expected a table [{0}]", task.get_name()),
        };
        let mut known_here = BTreeSet::new();
        for arg in task.get_arguments().filter(|arg| is_option(arg)) {
            let Some(option) = arg.get_long() else { continue };
            let underscored = option.replace('-', "_");
            known.extend([option.to_owned(), underscored.clone()]);
            known_here.extend([option.to_owned(), underscored.clone()]);
            let find = |table: &Table| table.get(option).or_else(|| table.get(&underscored)).cloned();
            let Some(value) = own.and_then(find).or_else(|| find(config)) else { continue };
            let values = texts(&value, matches!(arg.get_action(), ArgAction::SetTrue))
                .with_context(|| format!("{option} has a wrong value"))?;
            if value.is_array() && !matches!(arg.get_action(), ArgAction::Append) && arg.get_value_delimiter().is_none()
            {
                bail!("{option} has a wrong value: expected one, not a list");
            }
            let id = arg.get_id().clone();
            result = result.mut_subcommand(task.get_name(), |task| {
                task.mut_arg(id, |arg| arg.required(false).default_values(values))
            });
        }
        if let Some(wrong) = own.and_then(|own| own.keys().find(|key| !known_here.contains(*key))) {
            bail!("{} has no option {wrong}", task.get_name());
        }
    }
    match config.keys().find(|key| !known.contains(*key) && !names.contains(*key)) {
        Some(wrong) => bail!("there is no option {wrong}"),
        None => Ok(result),
    }
}

/// A value as the command line would have it.
fn texts(value: &Value, is_flag: bool) -> Result<Vec<String>> {
    match value {
        Value::Boolean(value) if is_flag => Ok(vec![value.to_string()]),
        _ if is_flag => bail!("expected true or false"),
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Integer(number) => Ok(vec![number.to_string()]),
        Value::Array(values) if !values.iter().any(Value::is_array) => {
            let texts = values.iter().map(|value| texts(value, false)).collect::<Result<Vec<_>>>()?;
            Ok(texts.concat())
        }
        _ => bail!("expected a text, a whole number or a list of them"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cli, with_config, with_environment};
    use clap::CommandFactory;

    #[test]
    fn definition_is_consistent_with_variables_and_defaults() {
        let config = "output = \"out\"\nformat = [\"csv\", \"json\"]\n[extract]\nresume = true\njobs = 2";
        let config = config.parse().expect("TOML");
        with_config(with_environment(Cli::command()), &config).expect("a configuration").debug_assert();
    }
}
