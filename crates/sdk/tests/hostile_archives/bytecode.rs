use std::collections::HashMap;

/// A class file, put together by hand: compilers do not write what is tried here.
pub(crate) struct Class {
    pool: Vec<u8>,
    count: u16,
    known: HashMap<Vec<u8>, u16>,
    head: [u16; 2],
    interfaces: Vec<u16>,
    fields: (u16, Vec<u8>),
    methods: (u16, Vec<u8>),
}

pub(crate) const SOURCE: &str = "org/apache/kafka/connect/source/SourceConnector";
pub(crate) const CONFIG_DEF: &str = "org/apache/kafka/common/config/ConfigDef";
const PUBLIC: u16 = 1;
pub(crate) const STATIC: u16 = 8;

impl Class {
    pub(crate) fn new(name: &str, parent: &str) -> Self {
        let mut class = Self {
            pool: Vec::new(),
            count: 1,
            known: HashMap::new(),
            head: [0; 2],
            interfaces: Vec::new(),
            fields: (0, Vec::new()),
            methods: (0, Vec::new()),
        };
        class.head = [class.class(name), class.class(parent)];
        class
    }

    /// A source connector that Connect could make.
    pub(crate) fn connector(name: &str) -> Self {
        let mut class = Self::new(name, SOURCE);
        let parents = class.method(SOURCE, "<init>", "()V");
        class.define(PUBLIC, "<init>", "()V", &[&[0x2a, 0xb7][..], &parents, &[0xb1]].concat());
        class
    }

    /// The same, whose `config()` does this.
    pub(crate) fn configured(name: &str, config: impl FnOnce(&mut Self) -> Vec<u8>) -> Self {
        let mut class = Self::connector(name);
        let code = config(&mut class);
        class.define(PUBLIC, "config", &format!("()L{CONFIG_DEF};"), &code);
        class
    }

    /// A constant, held once.
    fn constant(&mut self, bytes: Vec<u8>) -> u16 {
        if let Some(known) = self.known.get(&bytes) {
            return *known;
        }
        self.pool.extend(&bytes);
        self.count += 1;
        self.known.insert(bytes, self.count - 1);
        self.count - 1
    }

    fn reference(&mut self, tag: u8, parts: &[u16]) -> u16 {
        let parts = parts.iter().flat_map(|part| part.to_be_bytes());
        self.constant([tag].into_iter().chain(parts).collect())
    }

    pub(crate) fn utf8(&mut self, text: &str) -> u16 {
        let length = u16::try_from(text.len()).unwrap();
        self.constant([&[1][..], &length.to_be_bytes(), text.as_bytes()].concat())
    }

    pub(crate) fn class(&mut self, name: &str) -> u16 {
        let name = self.utf8(name);
        self.reference(7, &[name])
    }

    pub(crate) fn string(&mut self, text: &str) -> [u8; 2] {
        let text = self.utf8(text);
        self.reference(8, &[text]).to_be_bytes()
    }

    fn member(&mut self, tag: u8, class: &str, name: &str, descriptor: &str) -> [u8; 2] {
        let class = self.class(class);
        let (name, descriptor) = (self.utf8(name), self.utf8(descriptor));
        let named = self.reference(12, &[name, descriptor]);
        self.reference(tag, &[class, named]).to_be_bytes()
    }

    pub(crate) fn field(&mut self, class: &str, name: &str, descriptor: &str) -> [u8; 2] {
        self.member(9, class, name, descriptor)
    }

    pub(crate) fn method(&mut self, class: &str, name: &str, descriptor: &str) -> [u8; 2] {
        self.member(10, class, name, descriptor)
    }

    /// A method with this code.
    pub(crate) fn define(&mut self, access: u16, name: &str, descriptor: &str, code: &[u8]) {
        let (name, descriptor, attribute) = (self.utf8(name), self.utf8(descriptor), self.utf8("Code"));
        let length = u32::try_from(code.len()).unwrap();
        self.methods.0 += 1;
        let method = &mut self.methods.1;
        for part in [access, name, descriptor, 1, attribute] {
            method.extend(part.to_be_bytes());
        }
        method.extend((length + 12).to_be_bytes());
        method.extend([0, 20, 0, 20]);
        method.extend(length.to_be_bytes());
        method.extend(code);
        method.extend([0; 4]);
    }

    /// Methods without code, all of one name.
    pub(crate) fn declare(&mut self, count: u16, name: &str) {
        let (name, descriptor) = (self.utf8(name), self.utf8("()V"));
        self.methods.0 += count;
        for part in std::iter::repeat_n([0x0401, name, descriptor, 0], count.into()).flatten() {
            self.methods.1.extend(part.to_be_bytes());
        }
    }

    /// Constants, all the same text.
    pub(crate) fn declare_constants(&mut self, count: u16, text: &str) {
        let (name, descriptor, attribute) =
            (self.utf8("NAME"), self.utf8("Ljava/lang/String;"), self.utf8("ConstantValue"));
        let value = u16::from_be_bytes(self.string(text));
        self.fields.0 += count;
        for part in std::iter::repeat_n([STATIC, name, descriptor, 1, attribute, 0, 2, value], count.into()).flatten() {
            self.fields.1.extend(part.to_be_bytes());
        }
    }

    /// Says so many times that it implements the same.
    pub(crate) fn implement(&mut self, count: usize, interface: &str) {
        let interface = self.class(interface);
        self.interfaces.extend(std::iter::repeat_n(interface, count));
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 55];
        bytes.extend(self.count.to_be_bytes());
        bytes.extend(&self.pool);
        let interfaces = u16::try_from(self.interfaces.len()).unwrap();
        for part in [0x21, self.head[0], self.head[1], interfaces].iter().chain(&self.interfaces) {
            bytes.extend(part.to_be_bytes());
        }
        for (count, members) in [&self.fields, &self.methods] {
            bytes.extend(count.to_be_bytes());
            bytes.extend(members);
        }
        bytes.extend([0, 0]);
        bytes
    }
}

/// Code that goes on for ever with what `body` does, which leaves the stack as it found it.
pub(crate) fn for_ever(before: &[u8], body: &[u8]) -> Vec<u8> {
    let back = i16::try_from(body.len()).unwrap();
    [before, body, &[0xa7], &(-back).to_be_bytes()].concat()
}
