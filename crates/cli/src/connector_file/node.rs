/// Line and column in a file, from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub line: u64,
    pub column: u64,
}

impl Place {
    /// Where a file begins, for what is missing altogether.
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place behind a text that begins here.
    pub(super) fn after(self, text: &str) -> Self {
        text.chars().fold(self, |at, character| match character {
            '\n' => Self { line: at.line + 1, column: 1 },
            _ => Self { column: at.column + 1, ..at },
        })
    }
}

/// Lists and maps inside each other; a connector file has five at most, in its offsets.
pub(super) const DEEPEST: usize = 16;

/// A value of the file and where it stands. It cannot be printed: any text in it may be a secret.
pub(super) struct Node {
    pub place: Place,
    pub value: Value,
}

/// What may stand in a file.
pub(super) enum Value {
    Null,
    /// A text, quoted or not.
    Text(String),
    /// A number or boolean, as it is spelled: `1.10` stays `1.10`.
    Spelled(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One key of a map and its value.
pub(super) struct Entry {
    pub key: String,
    pub place: Place,
    pub node: Node,
}
