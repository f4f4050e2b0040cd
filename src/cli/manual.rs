//! The definition of the command line -> shell completions and man pages.

use super::args::Cli;
use super::choices::ManPage;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::{self, Write};

/// A shell's completions.
pub(super) fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    script
}

/// The page of the program or of one of its commands, as roff.
pub(super) fn man_page(page: Option<ManPage>) -> io::Result<Vec<u8>> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    if let Some(page) = page {
        let name = match page {
            ManPage::Extract => "extract",
            ManPage::Verify => "verify",
            ManPage::Report => "report",
            ManPage::Merge => "merge",
            ManPage::Inspect => "inspect",
            ManPage::Checks => "checks",
            ManPage::Kinds => "kinds",
            ManPage::Schema => "schema",
            ManPage::Completions => "completions",
            ManPage::Man => "man",
        };
        command = command.find_subcommand(name).expect("every page is a command").clone();
    }
    // `fiscal-tables-extract` once built.
    let title = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let help = command.get_after_long_help().or(command.get_after_help()).map(|help| help.to_string());
    let has_commands = command.has_subcommands();
    let command: Command = command.after_help("").after_long_help("");
    let man = Man::new(command).title(title).source(concat!("fiscal-tables ", env!("CARGO_PKG_VERSION")));
    let mut roff = Vec::new();
    man.render_title(&mut roff)?;
    man.render_name_section(&mut roff)?;
    man.render_synopsis_section(&mut roff)?;
    man.render_description_section(&mut roff)?;
    man.render_options_section(&mut roff)?;
    if has_commands {
        man.render_subcommands_section(&mut roff)?;
    }
    sections(help.as_deref().unwrap_or_default(), &mut roff)?;
    Ok(roff)
}

/// What stands under the options in `--help`: a line at the margin that ends in a colon is a heading, the rest is kept
/// line by line.
fn sections(help: &str, roff: &mut Vec<u8>) -> io::Result<()> {
    let mut is_open = false;
    for line in help.lines() {
        let heading = line.strip_suffix(':').filter(|line| !line.starts_with(' '));
        if let Some(heading) = heading {
            if is_open {
                writeln!(roff, ".fi")?;
            }
            is_open = true;
            writeln!(roff, ".SH {}\n.nf", escaped(&heading.to_uppercase()))?;
        } else {
            writeln!(roff, "{}", escaped(line.strip_prefix("  ").unwrap_or(line)))?;
        }
    }
    if is_open { writeln!(roff, ".fi") } else { Ok(()) }
}

/// Text that roff prints as it is.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
