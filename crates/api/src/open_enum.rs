/// Declares an enum over words that the server may add to at any time.
///
/// A word that is not listed is kept in `Other`; case is ignored when reading (live answers hold `Sink` for `sink`),
/// and a listed word is written as listed.
///
/// For this crate's modules, and for the words that several of them share, which the SDK declares.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A word this version of the crate does not know, as received.
            Other(Box<str>),
        }

        impl $name {
            /// The word as it is on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $word, )+
                    Self::Other(word) => word,
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(word: &str) -> Self {
                $( if word.eq_ignore_ascii_case($word) { return Self::$variant; } )+
                Self::Other(word.into())
            }
        }

        impl ::std::convert::From<&::std::string::String> for $name {
            fn from(word: &::std::string::String) -> Self {
                word.as_str().into()
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(word: ::std::string::String) -> Self {
                word.as_str().into()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(word: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(word.into())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::word(deserializer).map(|word| word.as_str().into())
            }
        }
    };
}

#[allow(unused_imports, reason = "only the features' modules have enums")]
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "the macro declares public enums")]

    open_enum! {
        /// For the tests.
        pub enum State {
            /// It runs.
            Running = "RUNNING",
            /// It does not.
            Paused = "PAUSED",
        }
    }

    #[test]
    fn a_new_word_is_kept_and_written_back() {
        for (json, state, written) in [
            ("\"RUNNING\"", State::Running, "\"RUNNING\""),
            ("\"running\"", State::Running, "\"RUNNING\""),
            ("\"MELTING\"", State::Other("MELTING".into()), "\"MELTING\""),
            ("7", State::Other("7".into()), "\"7\""),
        ] {
            assert_eq!(serde_json::from_str::<State>(json).unwrap(), state);
            assert_eq!(serde_json::to_string(&state).unwrap(), written);
        }
        assert_eq!("paused".parse::<State>().unwrap().to_string(), "PAUSED");
    }
}
