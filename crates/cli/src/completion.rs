//! Completion in a shell, with the names that the service knows.
//!
//! The shell runs the command anew for each word that is asked for, with [`VARIABLE`] set; nobody reads an error then, and
//! anything printed would become a part of the command line. So whatever goes wrong, nothing is offered.

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;
use std::time::Duration;

use ccloud_connect::artifacts::Cloud;
use ccloud_connect::connectors::is_id;
use clap::{CommandFactory, FromArgMatches};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::arguments::{Arguments, Global};
use crate::context::{Context, Service, Variables};
use crate::failure::Failure;
use crate::output::Output;
use crate::preparse::Appearance;

/// Names the shell that asks. One of our own: others may use the usual one in an environment that is ours by accident.
pub(crate) const VARIABLE: &str = "CCONNECT_COMPLETE";

/// Longer than a service takes that is well, shorter than a person waits for a key to do something.
const PATIENCE: Duration = Duration::from_secs(2);

/// Answers a shell, when it is one that asks.
pub(crate) fn answer() -> Option<ExitCode> {
    std::env::var_os(VARIABLE)?;
    let folder = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(Arguments::command).var(VARIABLE);
    match asked.try_complete(std::env::args_os(), folder.as_deref()) {
        Ok(true) => Some(ExitCode::SUCCESS),
        Ok(false) => None,
        Err(_) => Some(ExitCode::FAILURE),
    }
}

/// Offers the cluster's connectors, by id where one is being typed.
pub(crate) fn connectors() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let by_id = current.to_str().is_some_and(is_id);
        offered(current, async |service| {
            let all = service.cluster()?.connectors().ids().await?;
            Ok(all.into_iter().filter_map(|(name, id)| if by_id { id } else { Some(name) }).collect())
        })
    })
}

/// Offers the classes of the cluster's managed plugins.
pub(crate) fn plugins() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        offered(current, async |service| {
            let all = service.cluster()?.plugins().list().await?;
            Ok(all.into_iter().map(|plugin| plugin.class).collect())
        })
    })
}

/// Offers the ids of the organization's custom plugins.
pub(crate) fn custom_plugins() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        offered(current, async |service| {
            let all = service.client.custom_plugins().list().all().await?;
            Ok(all.into_iter().map(|plugin| plugin.id).collect())
        })
    })
}

/// Offers the ids of the environment's custom plugins, which have versions.
pub(crate) fn connect_plugins() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        offered(current, async |service| {
            let all = service.environment()?.plugins().list().all().await?;
            Ok(all.into_iter().map(|plugin| plugin.id).collect())
        })
    })
}

/// Offers the ids of the environment's artifacts, in every cloud that answers.
pub(crate) fn artifacts() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        offered(current, async |service| {
            let artifacts = service.environment()?.artifacts();
            let mut ids = Vec::new();
            for cloud in [Cloud::Aws, Cloud::Azure, Cloud::Gcp] {
                let all = artifacts.list(cloud).all().await.unwrap_or_default();
                ids.extend(all.into_iter().map(|artifact| artifact.id));
            }
            Ok(ids)
        })
    })
}

fn offered(
    current: &OsStr,
    ask: impl AsyncFnOnce(&Service) -> Result<Vec<String>, Failure>,
) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str().filter(|current| !current.starts_with('-')) else { return Vec::new() };
    let names = asked(ask).unwrap_or_default();
    let fitting = names.into_iter().filter(|name| name.starts_with(current) && is_plain(name));
    fitting.map(CompletionCandidate::new).collect()
}

/// Whether every shell reads the name as it stands. The others are not offered: not every shell quotes what it is given,
/// and the names are somebody else's.
fn is_plain(name: &str) -> bool {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '@' | '+');
    !name.starts_with('-') && name.chars().all(plain)
}

/// Asks the service that the words typed so far and the environment lead to.
fn asked(ask: impl AsyncFnOnce(&Service) -> Result<Vec<String>, Failure>) -> Option<Vec<String>> {
    let index = std::env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse().ok());
    let global = Global { quiet: true, max_retries: Some(0), ..typed(std::env::args_os(), index)? };
    let context = Context::new(Output::new(Appearance::default(), true), global, Variables::of_process());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let mut names = Vec::new();
    let work = context.with_service(async |service| {
        names = ask(service).await?;
        Ok(())
    });
    let outcome = runtime.block_on(async { tokio::time::timeout(PATIENCE, work).await });
    runtime.shutdown_background();
    outcome.ok()?.ok()?;
    Some(names)
}

/// The flags among the words before the one that is asked for. The words follow a `--`, and the shell counts them where
/// there may be more behind the cursor.
fn typed(arguments: impl IntoIterator<Item = OsString>, index: Option<usize>) -> Option<Global> {
    let words: Vec<OsString> = arguments.into_iter().skip_while(|word| word != "--").skip(1).collect();
    let before = index.unwrap_or(words.len().saturating_sub(1)).min(words.len());
    let command = Arguments::command().ignore_errors(true);
    let matches = command.try_get_matches_from(glued(&words[..before])).ok()?;
    Global::from_arg_matches(&matches).ok()
}

/// Bash takes `--flag=value` and `http://host:1` apart; the signs stand alone then.
fn glued(words: &[OsString]) -> Vec<OsString> {
    let mut whole: Vec<OsString> = Vec::with_capacity(words.len());
    let mut goes_on = false;
    for word in words {
        let is_sign = word == "=" || word == ":";
        match whole.last_mut() {
            Some(last) if is_sign || goes_on => last.push(word),
            _ => whole.push(word.clone()),
        }
        goes_on = is_sign;
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_typed_so_far_count_wherever_they_stand_and_however_bash_splits_them() {
        let global = |line: &str, index| {
            let words = ["cconnect", "--"].into_iter().chain(line.split(' ')).map(OsString::from);
            typed(words, index).unwrap()
        };
        for (line, index) in [
            ("cconnect -e env-1 connector pause o", None),
            ("cconnect connector pause a b -e env-1 o", None),
            ("cconnect connector --environment = env-1 pause o -e env-2", Some(6)),
            ("cconnect connector create -f a.yaml -e env-1 ", None),
        ] {
            assert_eq!(global(line, index).environment.as_deref(), Some("env-1"), "{line}");
        }
        let endpoint = global("cconnect --endpoint http : //127.0.0.1 : 1 connector pause ", None).endpoint;
        assert_eq!(endpoint.as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(global("cconnect connector pause -e ", None).environment, None);
    }

    #[test]
    fn a_name_that_a_shell_would_read_otherwise_is_not_offered() {
        for (name, offered) in [
            ("orders-s3", true),
            ("Größe_1.2", true),
            ("$(id)", false),
            ("a;b", false),
            ("a b", false),
            ("-rf", false),
            ("a\u{1b}[2J", false),
            ("*", false),
        ] {
            assert_eq!(is_plain(name), offered, "{name:?}");
        }
    }
}
