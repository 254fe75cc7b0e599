use std::rc::Rc;

use super::super::super::properties;
use super::super::machine::{Halt, Machine};
use super::super::value::{Shape, Value};
use super::{Call, Known};

/// Classes as objects, and the archive's files, which are found through them.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    match (call.class, call.name, call.argument(0)) {
        ("java/lang/Class", "getResourceAsStream", Value::Class(class)) => {
            let path = call.text(1).map(|path| match path.strip_prefix('/') {
                Some(path) => path.to_owned(),
                None => beside(class, path),
            });
            open(machine, path)
        }
        (_, "getResourceAsStream", _) => open(machine, call.text(1).map(str::to_owned)),
        ("java/lang/Class", "desiredAssertionStatus", _) => Ok(Some(Value::truth(false))),
        ("java/lang/Class", "getName", Value::Class(class)) => Ok(Some(Value::text(class.replace('/', ".")))),
        ("java/lang/Class", "getSimpleName", Value::Class(class)) => {
            Ok(Some(Value::text(class.rsplit(['/', '$']).next().unwrap_or_default())))
        }
        ("java/lang/Class", "getPackage", Value::Class(class)) => {
            Ok(Some(Value::Outside(PACKAGE.into(), class.clone())))
        }
        (PACKAGE, "getImplementationVersion" | "getSpecificationVersion", Value::Outside(_, class)) => {
            Ok(Some(machine.manifest_version(&class.clone())))
        }
        (class, "<init>", Value::Object(id)) if is_reader(class) => {
            // A reader of a file reads what the file holds.
            let shape = machine.shape(call.argument(1)).cloned();
            if let Some(Shape::File(path)) = shape {
                machine.object_mut(*id).shape = Shape::File(path);
            }
            Ok(Some(Value::Unknown))
        }
        ("org/apache/kafka/common/utils/AppInfoParser", "getVersion", _) => {
            Ok(Some(Value::Outside(call.class.into(), call.name.into())))
        }
        ("java/util/Properties", "load", this) => load(machine, this, call.argument(1)),
        _ => Ok(None),
    }
}

/// The package of the class it is said with: the JVM knows its version from the manifest of its JAR.
const PACKAGE: &str = "java/lang/Package";

fn is_reader(class: &str) -> bool {
    class.strip_prefix("java/io/").is_some_and(|name| name.ends_with("Reader") || name.ends_with("InputStream"))
}

fn beside(class: &str, path: &str) -> String {
    class.rsplit_once('/').map_or_else(|| path.to_owned(), |(package, _)| format!("{package}/{path}"))
}

/// Null where the archive has no such file.
fn open(machine: &mut Machine<'_>, path: Option<String>) -> Known {
    let Some(path) = path else { return Ok(Some(Value::Unknown)) };
    if machine.contents().resources(&path).is_empty() {
        return Ok(Some(Value::Null));
    }
    let path: Rc<str> = path.into();
    machine.make("java/io/InputStream", Shape::File(path)).map(Some)
}

fn load(machine: &mut Machine<'_>, properties: &Value, file: &Value) -> Known {
    let Value::Object(id) = properties else { return Ok(None) };
    let pairs = match machine.shape(file) {
        Some(Shape::File(path)) => {
            let path = Rc::clone(path);
            let first = machine.contents().resources(&path).first();
            let text = first.and_then(|file| machine.contents().document(file)).unwrap_or_default();
            machine.pay(text.len() / 4)?;
            let pairs = properties::read(&text);
            machine.read.push((path, pairs.clone()));
            pairs.into_iter().map(|(key, value)| (Value::text(key), Value::text(value))).collect()
        }
        Some(_) | None if *file == Value::Null => return Err(Halt::Thrown),
        _ => vec![(Value::Unknown, Value::Unknown)],
    };
    machine.room(pairs.len())?;
    machine.object_mut(*id).shape = Shape::Map(pairs);
    Ok(Some(Value::Unknown))
}
