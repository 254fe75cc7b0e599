//! One file for each noun: parse, one call of the SDK, output.

pub(crate) mod api;
mod archive;
pub(crate) mod artifact;
mod changes;
pub(crate) mod completion;
pub(crate) mod connector;
pub(crate) mod custom_plugin;
mod deletion;
pub(crate) mod man;
pub(crate) mod metrics;
pub(crate) mod plugin;
pub(crate) mod runtime;
#[cfg(feature = "sandbox")]
pub(crate) mod sandbox;
pub(crate) mod schema;
mod targets;

use crate::arguments::Command;
use crate::context::Context;
use crate::failure::Failure;

/// Carries out a command.
pub(crate) async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Connector(command) => connector::run(context, command).await,
        Command::Plugin(command) => {
            context.with_service(async |service| plugin::run(context, service, command).await).await
        }
        Command::CustomPlugin(command) => custom_plugin::run(context, command).await,
        Command::Artifact(command) => {
            context.with_service(async |service| artifact::run(context, service, command).await).await
        }
        Command::Runtime(command) => {
            context.with_service(async |service| runtime::run(context, service, command).await).await
        }
        Command::Metrics(command) => {
            context.with_service(async |service| metrics::run(context, service, command).await).await
        }
        Command::Api(args) => context.with_service(async |service| api::run(context, service, args).await).await,
        Command::Schema(_) => schema::run(context),
        Command::Completion(args) => completion::run(&args),
        Command::Man(args) => man::run(&args),
        #[cfg(feature = "sandbox")]
        Command::Sandbox(command) => sandbox::run(context, command).await,
    }
}

/// Whether Ctrl-C is the command's regular end, which it sees to itself.
pub(crate) fn ends_by_interrupt(command: &Command) -> bool {
    match command {
        #[cfg(feature = "sandbox")]
        Command::Sandbox(sandbox::SandboxCommand::Serve(_)) => true,
        _ => false,
    }
}
