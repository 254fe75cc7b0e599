/// What a class file says about its class before it comes to fields and methods: name, ancestors and flags.
///
/// A reader of its own, because it is asked of every class of an archive: it looks at each constant once, copies none, and
/// stops where the fields begin. Names are the JVM's, with slashes.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::inspect) struct Header<'a> {
    /// 52 is Java 8; each Java since has one more.
    pub(in crate::inspect) major: u16,
    pub(in crate::inspect) access: u16,
    pub(in crate::inspect) name: &'a str,
    /// `None` for `java/lang/Object` only.
    pub(in crate::inspect) parent: Option<&'a str>,
    interfaces: &'a [u8],
    constants: Constants<'a>,
}

/// The constants' places, kept from one class to the next.
#[derive(Debug, Default)]
pub(in crate::inspect) struct Offsets(Vec<u32>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Constants<'a> {
    bytes: &'a [u8],
    offsets: &'a [u32],
}

const UTF8: u8 = 1;
const CLASS: u8 = 7;

impl<'a> Header<'a> {
    /// `None` when the bytes are no class file.
    pub(in crate::inspect) fn read(bytes: &'a [u8], offsets: &'a mut Offsets) -> Option<Self> {
        let magic = bytes.get(..4)? == [0xca, 0xfe, 0xba, 0xbe];
        let end = offsets.find(bytes).filter(|_| magic)?;
        let constants = Constants { bytes, offsets: &offsets.0 };
        let count = usize::from(short(bytes, end + 6)?);
        let parent = short(bytes, end + 4)?;
        Some(Self {
            major: short(bytes, 6)?,
            access: short(bytes, end)?,
            name: constants.class(short(bytes, end + 2)?)?,
            parent: if parent == 0 { None } else { Some(constants.class(parent)?) },
            interfaces: bytes.get(end + 8..end + 8 + 2 * count)?,
            constants,
        })
    }

    /// The names of the interfaces that it says it implements, or, being one, extends.
    pub(in crate::inspect) fn interfaces(&self) -> impl Iterator<Item = &'a str> {
        let constants = self.constants;
        self.interfaces
            .chunks_exact(2)
            .filter_map(move |index| constants.class(u16::from_be_bytes([index[0], index[1]])))
    }

    /// How many they are at most.
    pub(in crate::inspect) fn interface_count(&self) -> usize {
        self.interfaces.len() / 2
    }
}

impl Offsets {
    /// Finds each constant, and where what follows them begins.
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        let count = usize::from(short(bytes, 8)?);
        self.0.clear();
        self.0.push(0);
        let mut at = 10;
        while self.0.len() < count {
            self.0.push(u32::try_from(at).ok()?);
            let tag = *bytes.get(at)?;
            at += 1 + match tag {
                UTF8 => 2 + usize::from(short(bytes, at + 1)?),
                3 | 4 | 9..=12 | 17 | 18 => 4,
                5 | 6 => {
                    // These take two places.
                    self.0.push(0);
                    8
                }
                CLASS | 8 | 16 | 19 | 20 => 2,
                15 => 3,
                _ => return None,
            };
        }
        Some(at)
    }
}

impl<'a> Constants<'a> {
    fn class(&self, index: u16) -> Option<&'a str> {
        let at = self.at(index, CLASS)?;
        let at = self.at(short(self.bytes, at + 1)?, UTF8)?;
        let length = usize::from(short(self.bytes, at + 1)?);
        std::str::from_utf8(self.bytes.get(at + 3..at + 3 + length)?).ok()
    }

    fn at(&self, index: u16, tag: u8) -> Option<usize> {
        let at = *self.offsets.get(usize::from(index))? as usize;
        (at > 0 && *self.bytes.get(at)? == tag).then_some(at)
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}
