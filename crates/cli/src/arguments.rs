use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand};

use crate::commands::api::Api;
use crate::commands::artifact::ArtifactCommand;
use crate::commands::completion::Completion;
use crate::commands::connector::ConnectorCommand;
use crate::commands::custom_plugin::CustomPluginCommand;
use crate::commands::man::Man;
use crate::commands::metrics::MetricsCommand;
use crate::commands::plugin::PluginCommand;
use crate::commands::runtime::RuntimeCommand;
#[cfg(feature = "sandbox")]
use crate::commands::sandbox::SandboxCommand;
use crate::commands::schema::Schema;
use crate::output::Format;

const ABOUT_CONTEXT: &str = "\
Environment variables:
  CONFLUENT_CLOUD_API_KEY          Cloud API key
  CONFLUENT_CLOUD_API_SECRET       its secret
  CONFLUENT_CLOUD_API_SECRET_FILE  path of a file with the secret, instead
  CONFLUENT_CLOUD_ACCESS_TOKEN     bearer token, instead of a key
  CONFLUENT_ENVIRONMENT_ID         environment (then CONFLUENT_CLOUD_ENVIRONMENT_ID)
  KAFKA_ID                         Kafka cluster (then CONFLUENT_KAFKA_CLUSTER_ID)
  CONFLUENT_CLOUD_ENDPOINT         default https://api.confluent.cloud
  CONFLUENT_TELEMETRY_ENDPOINT     metrics, default https://api.telemetry.confluent.cloud
  CONFLUENT_LOGGING_ENDPOINT       log search, default https://api.logging.confluent.cloud
  CONFLUENT_ORGANIZATION_ID        organization, for the log search
  CCONNECT_PROFILE                 profile, for all that neither a flag nor a variable gives
  CCONNECT_SECRET_ROOT             one more folder that `${file:…}` in connector files may lead to
  CCONNECT_SANDBOX_DIR             where --sandbox keeps its state
A flag wins over a variable, and that over the profile: a table `[profile.NAME]` in \
$XDG_CONFIG_HOME/cconnect/config.toml (~/.config where that is not set) with any of environment, cluster, api_key, \
api_secret, api_secret_file, access_token_file, organization, endpoint, telemetry_endpoint and logging_endpoint. Ids \
that nobody gives are those that Confluent's own command line works with.

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 `validate` found errors or `diff` a difference, 4 not found, \
5 not authenticated or permitted, 6 gave up waiting, 7 waited for a state that can no longer come or `apply` found a \
connector FAILED, 130 interrupted.

An error in JSON or YAML is one object on stderr, {\"error\":{\"kind\",\"message\",…}}. Its kind is one of usage input \
not_found unauthorized forbidden validation conflict rate_limited timeout impossible_state storage network server \
decode interrupted, or internal: a mistake in cconnect.

Examples:
  cconnect --sandbox connector list
  cconnect -e env-1a2b3c -c lkc-4d5e6f connector create -f orders.yaml
  cconnect --profile prod connector status
  cconnect custom-plugin upload kafka-connect-datagen.zip --class io.example.Datagen --type source";

/// Run connectors and upload custom connector plugins on Confluent Cloud.
#[derive(Debug, Parser)]
#[command(name = "cconnect", version, disable_version_flag = true)]
#[command(after_help = ABOUT_CONTEXT, max_term_width = 120)]
pub(crate) struct Arguments {
    /// Print version; with -v also the API documents inside
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What there is to do, noun first.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Connectors of one Kafka cluster, managed and custom
    #[command(subcommand)]
    Connector(ConnectorCommand),
    /// Managed connector plugins that the cluster offers
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Custom connector plugins of the organization, and those of an environment, which have versions
    #[command(subcommand)]
    CustomPlugin(CustomPluginCommand),
    /// Archives with single message transforms, of an environment
    #[command(subcommand)]
    Artifact(ArtifactCommand),
    /// Runtimes that custom connectors can use
    #[command(subcommand)]
    Runtime(RuntimeCommand),
    /// What the service has counted: the metrics API as it is
    #[command(subcommand)]
    Metrics(MetricsCommand),
    /// Make any call of the service, with our credentials, retries and redaction
    Api(Api),
    /// Print the JSON Schema of connector files
    Schema(Schema),
    /// Print the script that completes commands in a shell
    Completion(Completion),
    /// Print the manual, as man pages
    Man(Man),
    /// A local Confluent Cloud to try things on
    #[cfg(feature = "sandbox")]
    #[command(subcommand)]
    Sandbox(SandboxCommand),
}

/// Flags that every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Environment id (env-…)
    #[arg(short, long, global = true, value_name = "ID")]
    pub environment: Option<String>,
    /// Kafka cluster id (lkc-…)
    #[arg(short, long, global = true, value_name = "ID")]
    pub cluster: Option<String>,
    /// Cloud API key; its secret comes from the environment, never from a flag
    #[arg(long, global = true, value_name = "KEY")]
    pub api_key: Option<String>,
    /// File with a bearer token, instead of a key
    #[arg(long, global = true, value_name = "PATH")]
    pub access_token_file: Option<PathBuf>,
    /// Where the service is
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Where metrics are
    #[arg(long, global = true, value_name = "URL")]
    pub telemetry_endpoint: Option<String>,
    /// Where the log search is
    #[arg(long, global = true, value_name = "URL")]
    pub logging_endpoint: Option<String>,
    /// Organization id, for the log search
    #[arg(long, global = true, value_name = "ID")]
    pub organization: Option<String>,
    /// Profile to take what is not given otherwise from
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Use the embedded local Confluent Cloud: no account, no key
    #[cfg(feature = "sandbox")]
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// How to print data and errors
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT", default_value_t, hide_possible_values = true)]
    #[arg(help = "How to print data and errors: human, json or yaml")]
    pub output: Format,
    /// Say nothing but data and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say what is asked of whom, and how long it takes; twice, with headers and bodies, without secrets
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Give up after this long, the whole command (30s, 5m, 1h30m)
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<Duration>,
    /// How often a request may be repeated (default 4)
    #[arg(long, global = true, value_name = "N")]
    pub max_retries: Option<u32>,
    /// Show no progress bar
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Tell the progress of an upload line by line where there is no terminal, and in JSON with `-o json`
    #[arg(long, global = true, conflicts_with = "no_progress")]
    pub progress: bool,
    /// Colours: auto, always or never
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, hide_possible_values = true)]
    pub color: ColorChoice,
    /// Send no write: print what would be sent, without secrets
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Ask no questions
    #[arg(short = 'y', long, global = true)]
    pub force: bool,
}

/// A duration as people write it; a bare number means seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let duration = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => text
            .parse::<jiff::SignedDuration>()
            .map_err(|_| "a duration reads 30s, 5m or 1h30m".to_owned())?
            .try_into()
            .map_err(|_| "a duration cannot be negative".to_owned())?,
    };
    if duration.is_zero() { Err("a duration must be longer than nothing".to_owned()) } else { Ok(duration) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [("30", 30.0), ("30s", 30.0), ("500ms", 0.5), ("5m", 300.0), ("1h30m", 5400.0)] {
            assert_eq!(duration(text), Ok(Duration::from_secs_f64(seconds)), "{text}");
        }
        for text in ["", "0", "-5s", "soon", "5 parsecs"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[cfg(feature = "sandbox")]
    /// Every command with its words, such as `connector create`.
    fn commands(command: &clap::Command, words: &str) -> Vec<(String, clap::Command)> {
        let own = (words.to_owned(), command.clone());
        let below =
            command.get_subcommands().flat_map(|next| commands(next, format!("{words} {}", next.get_name()).trim()));
        std::iter::once(own).chain(below).collect()
    }

    #[cfg(feature = "sandbox")]
    #[test]
    fn the_help_of_every_command_reads_as_agreed() {
        let mut root = Arguments::command().term_width(110).disable_help_subcommand(true);
        root.build();
        for (words, command) in commands(&root, "") {
            // What is said once, at the root, is not repeated in every golden file.
            let own = command.clone().mut_args(|arg| {
                let is_repeated = arg.is_global_set() && !words.is_empty();
                arg.hide(is_repeated)
            });
            let help = own.term_width(110).render_help().to_string();
            let is_leaf = command.get_subcommands().next().is_none();
            assert!(!is_leaf || help.contains("Example"), "`{words}` has no example");
            insta::with_settings!({ snapshot_suffix => words.replace(' ', "-"), omit_expression => true }, {
                insta::assert_snapshot!("help", help);
            });
        }
    }

    /// The table of operations in `openapi/README.md` takes what is kept for the commands there are.
    #[cfg(feature = "sandbox")]
    #[test]
    fn no_help_is_kept_of_a_command_that_is_gone() {
        let known: Vec<_> = commands(&Arguments::command(), "").into_iter().map(|(words, _)| words).collect();
        let kept = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/snapshots")).unwrap();
        for name in kept.map(|file| file.unwrap().file_name().into_string().unwrap()) {
            let words = name.split_once("help@").map(|(_, rest)| rest.trim_end_matches(".snap"));
            let is_known = words.is_none_or(|words| known.iter().any(|command| command.replace(' ', "-") == words));
            assert!(is_known, "{name}");
        }
    }

    /// A terminal breaks a longer line where no shell would read on.
    #[cfg(feature = "sandbox")]
    #[test]
    fn the_examples_of_every_help_can_be_copied_into_a_shell() {
        for (words, command) in commands(&Arguments::command(), "") {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let Some((_, examples)) = help.split_once("Examples:\n") else { continue };
            let long = examples.lines().find(|line| line.chars().count() > 100);
            assert_eq!(long, None, "`{words}`");
            for line in examples.replace("\\\n", "").lines() {
                let all = shlex::split(line).unwrap();
                let own = all.split(|word| word == "|" || word == "&&").filter(|part| part[0] == "cconnect");
                for example in own {
                    let words = example.iter().take_while(|word| *word != ">");
                    let parsed = Arguments::command().try_get_matches_from(words);
                    assert!(parsed.is_ok(), "`{line}`: {}", parsed.unwrap_err());
                }
            }
        }
    }

    #[cfg(feature = "sandbox")]
    #[test]
    fn help_breaks_its_lines_where_the_terminal_ends_and_nowhere_else() {
        let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ') && !line.ends_with(':');
        for (words, command) in commands(&Arguments::command(), "") {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let lines: Vec<&str> = help.lines().collect();
            let broken = lines.windows(2).find(|pair| is_prose(pair[0]) && is_prose(pair[1]));
            assert_eq!(broken, None, "`{words}`");
        }
    }
}
