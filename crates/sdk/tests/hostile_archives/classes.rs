//! Classes whose code was written to cost much.

use std::time::Duration;

use ccloud_connect::inspect::Limits;

use crate::MOST_MEMORY;
use crate::bytecode::{CONFIG_DEF, Class, STATIC, for_ever};
use crate::cost::{self, alone};
use crate::pack::zip;

const BUILDER: &str = "java/lang/StringBuilder";
const STRING: &str = "java/lang/String";
const LIST: &str = "java/util/ArrayList";
const MAP: &str = "java/util/HashMap";

/// `config()` of a connector, or a whole archive's classes.
type Case = (&'static str, fn() -> Vec<(String, Class)>);

const CASES: &[Case] = &[
    ("text that doubles", || one(doubled_text)),
    ("each letter of a long text replaced by a long text", || one(replaced)),
    ("a long text joined by a longer one", || one(joined)),
    ("a builder's text taken again and again, and kept", || one(taken)),
    ("a list's iterators, kept", || one(iterators)),
    ("a map copied again and again", || one(copied_maps)),
    ("a definition with a setting for each number", || one(counted_settings)),
    ("a definition copied again and again", || one(copied_definitions)),
    ("a definition embedded in itself", || one(embedded)),
    ("a field for each name there is", || one(many_fields)),
    ("methods that are not there, asked of a class of 60,000", || one(missing_method)),
    ("methods that are not there, asked of 60,000 interfaces", || interfaces(missing_call)),
    ("fields that are not there, asked of 60,000 interfaces", || interfaces(missing_field)),
    ("whether an object is what none of 60,000 interfaces is", || interfaces(instance_of)),
    ("60,000 methods with a name of 60,000 letters", || one(long_names)),
    ("60,000 constants of 60,000 letters", || one(long_constants)),
    ("20,000 loads of a text of 60,000 letters", || one(long_loads)),
    ("a set that is asked for each of its own", || one(own_sets)),
    ("static initialisers within one another", nested_initialisers),
    ("a method that calls itself", || one(recursive)),
    ("functions within functions", || one(recursive_text)),
    ("circles of superclasses and interfaces", circles),
    ("300 connectors that never end", || many_endless(300)),
    ("20,000 connectors", || many(20_000)),
];

#[test]
fn code_that_was_written_to_cost_much_is_given_up_in_time_and_told() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jar");
    let mut wrong = Vec::new();
    for (what, classes) in CASES {
        let files: Vec<_> = classes().iter().map(|(name, class)| (format!("{name}.class"), class.bytes())).collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        std::fs::write(&path, zip(&files, true)).unwrap();
        let cost = cost::of(&path, &limits());
        let told = cost.outcome.unwrap().warnings.iter().map(|warning| warning.message.clone()).collect::<Vec<_>>();
        println!("{what}: {} KiB, {:?}, {:?}", cost.memory >> 10, cost.time, told.first());
        if cost.memory > MOST_MEMORY || cost.time > LONGEST || told.is_empty() {
            wrong.push(format!("{what}: {} bytes, {:?}, {told:?}", cost.memory, cost.time));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A thirtieth of the usual ones: what is spent grows with them, and unoptimised code is slow.
fn limits() -> Limits {
    let mut limits = Limits::default();
    (limits.steps, limits.all_steps) = (100_000, 2_000_000);
    limits
}

/// Far more than any takes: other work may share the machine.
const LONGEST: Duration = Duration::from_secs(30);

fn one(config: fn(&mut Class) -> Vec<u8>) -> Vec<(String, Class)> {
    vec![("A".to_owned(), Class::configured("A", config))]
}

/// A connector of 60,000 interfaces, each of which has as many.
fn interfaces(config: fn(&mut Class) -> Vec<u8>) -> Vec<(String, Class)> {
    let mut connector = Class::configured("A", config);
    let mut interface = Class::new("B", "java/lang/Object");
    for class in [&mut connector, &mut interface] {
        class.implement(60_000, "B");
    }
    vec![("A".to_owned(), connector), ("B".to_owned(), interface)]
}

fn many(count: usize) -> Vec<(String, Class)> {
    (0..count).map(|at| format!("a{at}/b/A")).map(|name| (name.clone(), Class::connector(&name))).collect()
}

fn missing_call(class: &mut Class) -> Vec<u8> {
    let method = class.method("A", "missing", "()V");
    for_ever(&[], &[&[0x2a, 0xb6][..], &method].concat())
}

fn missing_field(class: &mut Class) -> Vec<u8> {
    let field = class.field("A", "missing", "I");
    for_ever(&[], &[&[0xb2][..], &field, &[0x57]].concat())
}

fn instance_of(class: &mut Class) -> Vec<u8> {
    let other = class.class("C").to_be_bytes();
    for_ever(&[], &[&[0x2a, 0xc1][..], &other, &[0x57]].concat())
}

fn long_text() -> String {
    "x".repeat(16_000)
}

/// `String a = "…"; for (;;) a = a + a;`
fn doubled_text(class: &mut Class) -> Vec<u8> {
    let text = class.string("xxxxxxxx");
    let concat = class.method(STRING, "concat", &format!("(L{STRING};)L{STRING};"));
    for_ever(&[&[0x13][..], &text, &[0x4b]].concat(), &[&[0x2a, 0x2a, 0xb6][..], &concat, &[0x4b]].concat())
}

fn replaced(class: &mut Class) -> Vec<u8> {
    let (text, letter) = (class.string(&long_text()), class.string("x"));
    let replace =
        class.method(STRING, "replace", "(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)Ljava/lang/String;");
    for_ever(&[], &[&[0x13][..], &text, &[0x13], &letter, &[0x13], &text, &[0xb6], &replace, &[0x57]].concat())
}

/// Local 1 is a new list.
fn new_list(class: &mut Class) -> Vec<u8> {
    let (list, init) = (class.class(LIST).to_be_bytes(), class.method(LIST, "<init>", "()V"));
    [&[0xbb][..], &list, &[0x59, 0xb7], &init, &[0x4c]].concat()
}

/// Adds what is in local 0 to it.
fn add(class: &mut Class) -> Vec<u8> {
    let add = class.method(LIST, "add", "(Ljava/lang/Object;)Z");
    [&[0x2b, 0x2a, 0xb6][..], &add, &[0x57]].concat()
}

/// Local 1 is a list of 5,000 times what is in local 0.
fn filled_list(class: &mut Class) -> Vec<u8> {
    let add = add(class);
    let mut code = new_list(class);
    code.extend([0x03, 0x3d]);
    let length = i16::try_from(add.len()).unwrap();
    // for (i = 0; i < 5000; i++)
    code.extend([&add[..], &[0x84, 2, 1, 0x1c, 0x11, 0x13, 0x88, 0xa1], &(-(length + 7)).to_be_bytes()].concat());
    code
}

fn joined(class: &mut Class) -> Vec<u8> {
    let (letter, text) = (class.string("x"), class.string(&long_text()));
    let filled = filled_list(class);
    let join = class.method(STRING, "join", "(Ljava/lang/CharSequence;Ljava/lang/Iterable;)Ljava/lang/String;");
    let before = [&[0x13][..], &letter, &[0x4b], &filled].concat();
    for_ever(&before, &[&[0x13][..], &text, &[0x2b, 0xb8], &join, &[0x57]].concat())
}

fn taken(class: &mut Class) -> Vec<u8> {
    let builder = class.class(BUILDER).to_be_bytes();
    let init = class.method(BUILDER, "<init>", &format!("(L{STRING};)V"));
    let text = class.string(&long_text());
    let shown = class.method(BUILDER, "toString", &format!("()L{STRING};"));
    let list = new_list(class);
    let add = class.method(LIST, "add", "(Ljava/lang/Object;)Z");
    let before = [&list[..], &[0xbb], &builder, &[0x59, 0x13], &text, &[0xb7], &init, &[0x4b]].concat();
    for_ever(&before, &[&[0x2b, 0x2a, 0xb6][..], &shown, &[0xb6], &add, &[0x57]].concat())
}

fn iterators(class: &mut Class) -> Vec<u8> {
    let letter = class.string("x");
    let filled = filled_list(class);
    let iterator = class.method(LIST, "iterator", "()Ljava/util/Iterator;");
    let before = [&[0x13][..], &letter, &[0x4b], &filled].concat();
    for_ever(&before, &[&[0x2b, 0xb6][..], &iterator, &[0x57]].concat())
}

/// Local 3 goes up for ever, and `body` is done each time.
fn counted(before: &[u8], body: &[u8]) -> Vec<u8> {
    let body = [&[0x84, 3, 1][..], body].concat();
    for_ever(&[before, &[0x03, 0x3e]].concat(), &body)
}

fn copied_maps(class: &mut Class) -> Vec<u8> {
    let map = class.class(MAP).to_be_bytes();
    let (init, copy) = (class.method(MAP, "<init>", "()V"), class.method(MAP, "<init>", "(Ljava/util/Map;)V"));
    let put = class.method(MAP, "put", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
    let shown = class.method(STRING, "valueOf", &format!("(I)L{STRING};"));
    // Of 900 pairs, copied for ever.
    let fill = [&[0x2a, 0x1c, 0xb8][..], &shown, &[0x2a, 0xb6], &put, &[0x57]].concat();
    let length = i16::try_from(fill.len()).unwrap();
    let mut before = [&[0xbb][..], &map, &[0x59, 0xb7], &init, &[0x4b, 0x03, 0x3d]].concat();
    before.extend([&fill[..], &[0x84, 2, 1, 0x1c, 0x11, 3, 0x84, 0xa1], &(-(length + 7)).to_be_bytes()].concat());
    for_ever(&before, &[&[0xbb][..], &map, &[0x59, 0x2a, 0xb7], &copy, &[0x57]].concat())
}

const DEFINE: &str =
    "(Ljava/lang/String;Lorg/apache/kafka/common/config/ConfigDef$Type;)Lorg/apache/kafka/common/config/ConfigDef;";
const TYPE: &str = "org/apache/kafka/common/config/ConfigDef$Type";

/// Local 0 is a new definition.
fn new_definition(class: &mut Class) -> Vec<u8> {
    let (definition, init) = (class.class(CONFIG_DEF).to_be_bytes(), class.method(CONFIG_DEF, "<init>", "()V"));
    [&[0xbb][..], &definition, &[0x59, 0xb7], &init, &[0x4b]].concat()
}

/// Defines a setting named after local 3 in it, and counts that up.
fn define(class: &mut Class) -> Vec<u8> {
    let shown = class.method(STRING, "valueOf", &format!("(I)L{STRING};"));
    let password = class.field(TYPE, "PASSWORD", &format!("L{TYPE};"));
    let define = class.method(CONFIG_DEF, "define", DEFINE);
    [&[0x84, 3, 1, 0x2a, 0x1d, 0xb8][..], &shown, &[0xb2], &password, &[0xb6], &define, &[0x57]].concat()
}

fn counted_settings(class: &mut Class) -> Vec<u8> {
    let before = new_definition(class);
    let body = define(class);
    counted(&before, &body[3..])
}

/// Local 0 is a definition of 1,000 settings.
fn filled_definition(class: &mut Class) -> Vec<u8> {
    let mut code = new_definition(class);
    let define = define(class);
    let length = i16::try_from(define.len()).unwrap();
    code.extend([0x03, 0x3e]);
    code.extend([&define[..], &[0x1d, 0x11, 3, 0xe8, 0xa1], &(-(length + 4)).to_be_bytes()].concat());
    code
}

fn copied_definitions(class: &mut Class) -> Vec<u8> {
    let before = filled_definition(class);
    let definition = class.class(CONFIG_DEF).to_be_bytes();
    let copy = class.method(CONFIG_DEF, "<init>", &format!("(L{CONFIG_DEF};)V"));
    for_ever(&before, &[&[0xbb][..], &definition, &[0x59, 0x2a, 0xb7], &copy, &[0x57]].concat())
}

fn embedded(class: &mut Class) -> Vec<u8> {
    let before = filled_definition(class);
    let prefix = class.string(&long_text());
    let embed = class.method(CONFIG_DEF, "embed", &format!("(L{STRING};L{STRING};IL{CONFIG_DEF};)V"));
    for_ever(&before, &[&[0x2a, 0x13][..], &prefix, &[0x01, 0x03, 0x2a, 0xb6], &embed].concat())
}

fn many_fields(class: &mut Class) -> Vec<u8> {
    let sets = (0..9000).map(|at| class.field("A", &format!("f{at}"), "I")).collect::<Vec<_>>();
    let body = sets.iter().take(6000).flat_map(|field| [0x2a, 0x03, 0xb5, field[0], field[1]]).collect::<Vec<_>>();
    for_ever(&[], &body)
}

fn missing_method(class: &mut Class) -> Vec<u8> {
    class.declare(60_000, "there");
    let missing = class.method("A", "missing", "()V");
    for_ever(&[], &[&[0xb8][..], &missing].concat())
}

fn long_names(class: &mut Class) -> Vec<u8> {
    class.declare(60_000, &"x".repeat(60_000));
    vec![0x01, 0xb0]
}

fn long_constants(class: &mut Class) -> Vec<u8> {
    class.declare_constants(60_000, &"x".repeat(60_000));
    vec![0x01, 0xb0]
}

fn long_loads(class: &mut Class) -> Vec<u8> {
    let text = class.string(&"x".repeat(60_000));
    let code = std::iter::repeat_n([0x13, text[0], text[1]], 20_000).flatten();
    code.chain([0x01, 0xb0]).collect()
}

fn own_sets(class: &mut Class) -> Vec<u8> {
    const SET: &str = "java/util/HashSet";
    let set = class.class(SET).to_be_bytes();
    let init = class.method(SET, "<init>", "()V");
    let add = class.method(SET, "add", "(Ljava/lang/Object;)Z");
    let all = class.method(SET, "addAll", "(Ljava/util/Collection;)Z");
    let shown = class.method(STRING, "valueOf", &format!("(I)L{STRING};"));
    let fill = [&[0x2a, 0x1c, 0xb8][..], &shown, &[0xb6], &add, &[0x57]].concat();
    let length = i16::try_from(fill.len()).unwrap();
    let mut before = [&[0xbb][..], &set, &[0x59, 0xb7], &init, &[0x4b, 0x03, 0x3d]].concat();
    before.extend([&fill[..], &[0x84, 2, 1, 0x1c, 0x11, 7, 0xd0, 0xa1], &(-(length + 7)).to_be_bytes()].concat());
    for_ever(&before, &[&[0x2a, 0x2a, 0xb6][..], &all, &[0x57]].concat())
}

/// `A`'s needs `B0`'s, which needs `B1`'s, and so on.
fn nested_initialisers() -> Vec<(String, Class)> {
    let mut classes = one(|class| {
        let field = class.field("B0", "F", "I");
        [&[0xb2][..], &field, &[0x57, 0x01, 0xb0]].concat()
    });
    for at in 0..3000 {
        let mut class = Class::new(&format!("B{at}"), "java/lang/Object");
        let field = class.field(&format!("B{}", at + 1), "F", "I");
        class.define(STATIC, "<clinit>", "()V", &[&[0xb2][..], &field, &[0x57, 0xb1]].concat());
        classes.push((format!("B{at}"), class));
    }
    classes
}

fn recursive(class: &mut Class) -> Vec<u8> {
    let this = class.method("A", "config", &format!("()L{CONFIG_DEF};"));
    [&[0x2a, 0xb6][..], &this, &[0xb0]].concat()
}

/// `toString()` that shows the object itself.
fn recursive_text(class: &mut Class) -> Vec<u8> {
    let shown = class.method(STRING, "valueOf", &format!("(Ljava/lang/Object;)L{STRING};"));
    class.define(1, "toString", &format!("()L{STRING};"), &[&[0x2a, 0xb8][..], &shown, &[0xb0]].concat());
    [&[0x2a, 0xb8][..], &shown, &[0x57, 0x01, 0xb0]].concat()
}

fn circles() -> Vec<(String, Class)> {
    let mut classes = one(|class| {
        let missing = class.method("C", "missing", "()V");
        [&[0xb8][..], &missing, &[0x01, 0xb0]].concat()
    });
    for (name, parent) in [("C", "D"), ("D", "C"), ("E", "E")] {
        classes.push((name.to_owned(), Class::new(name, parent)));
    }
    classes
}

fn many_endless(count: usize) -> Vec<(String, Class)> {
    let name = |at| format!("A{at}");
    (0..count).map(|at| (name(at), Class::configured(&name(at), |_| for_ever(&[], &[0x00])))).collect()
}
