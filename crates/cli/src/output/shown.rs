use ccloud_connect::{ConnectorConfig, Secret, Unknown};

/// What the output functions take: everything but a secret. Whoever hands them one is told by the compiler, which cannot
/// choose between the two ways in which a secret would be shown; all else has but the one.
pub(crate) trait Shown<Way> {}

/// The one way of all that is not a secret.
pub(crate) enum AsItIs {}

impl<T: ?Sized> Shown<AsItIs> for T {}

/// The other way, which nothing goes.
pub(crate) enum SecretsAreNotShown {}

/// What serialises as the mask at best.
trait Secretive {}

impl Secretive for ConnectorConfig {}
impl Secretive for Secret {}
impl Secretive for Unknown {}

impl Shown<SecretsAreNotShown> for ConnectorConfig {}
impl Shown<SecretsAreNotShown> for Secret {}
impl Shown<SecretsAreNotShown> for Unknown {}
impl<T: Secretive> Shown<SecretsAreNotShown> for &T {}
impl<T: Secretive> Shown<SecretsAreNotShown> for Option<T> {}
impl<T: Secretive> Shown<SecretsAreNotShown> for Vec<T> {}
impl<T: Secretive> Shown<SecretsAreNotShown> for [T] {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line compiles because, and as long as, the same type in an output function does not.
    #[test]
    fn no_secret_can_be_handed_to_an_output_function() {
        fn is_refused<T: Shown<SecretsAreNotShown> + ?Sized>() {}
        is_refused::<Secret>();
        is_refused::<&Secret>();
        is_refused::<Option<Secret>>();
        is_refused::<Vec<Secret>>();
        is_refused::<[Secret]>();
        is_refused::<ConnectorConfig>();
        is_refused::<Unknown>();
    }
}
