use super::confluent_cli::ConfluentCli;
use super::profile::Profile;
use super::{Context, variables};

/// Where in the service, as far as anybody has said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ids {
    pub environment: Option<String>,
    pub cluster: Option<String>,
    pub organization: Option<String>,
}

impl Ids {
    /// What flags, variables and the profile say, in this order, and for the rest what Confluent's own command line uses.
    pub(super) fn find(context: &Context, profile: &Profile) -> Self {
        let flags = &context.global;
        let said = Self {
            environment: context.given(
                flags.environment.as_ref(),
                variables::ENVIRONMENT,
                profile.environment.as_ref(),
            ),
            cluster: context.given(flags.cluster.as_ref(), variables::CLUSTER, profile.cluster.as_ref()),
            organization: context.given(
                flags.organization.as_ref(),
                variables::ORGANIZATION,
                profile.organization.as_ref(),
            ),
        };
        if said.environment.is_some() && said.cluster.is_some() && said.organization.is_some() {
            return said;
        }
        let known = ConfluentCli::read();
        if context.global.verbose > 0
            && let Some(odd) = &known.odd
        {
            context.output.note(odd);
        }
        said.or(&known)
    }

    fn or(self, known: &ConfluentCli) -> Self {
        let environment = self.environment.or_else(|| known.environment());
        Self {
            cluster: self.cluster.or_else(|| known.cluster(environment.as_deref())),
            organization: self.organization.or_else(|| known.organization()),
            environment,
        }
    }
}
