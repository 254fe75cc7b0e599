use std::rc::Rc;

use super::super::super::report::Evidence;
use super::super::definition::{Definition, Key};
use super::super::descriptor;
use super::super::kafka_clients;
use super::super::machine::{Halt, Machine};
use super::super::value::{Shape, Value};
use super::{Call, Known};

const CONFIG_DEF: &str = "org/apache/kafka/common/config/ConfigDef";
const CONFIG_KEY: &str = "org/apache/kafka/common/config/ConfigDef$ConfigKey";
const TYPE: &str = "org/apache/kafka/common/config/ConfigDef$Type";

/// Kafka's `ConfigDef`: what it is given to define is noted.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    match call.class {
        CONFIG_DEF => definition(machine, call),
        CONFIG_KEY if call.name == "<init>" => {
            key(machine, call);
            Ok(Some(Value::Unknown))
        }
        _ if call.name == "configDef" && call.arguments.is_empty() => {
            let Some(keys) = kafka_clients::config_of(call.class) else { return Ok(None) };
            let mut definition = Definition::default();
            add_client_keys(&mut definition, keys);
            machine.make(CONFIG_DEF, Shape::Definition(definition)).map(Some)
        }
        _ => match kafka_clients::added_by(call.class, call.name) {
            Some(keys) => {
                for argument in call.arguments {
                    if let Some(definition) = definition_mut(machine, argument) {
                        add_client_keys(definition, keys);
                    }
                }
                Ok(Some(Value::Unknown))
            }
            None => Ok(None),
        },
    }
}

/// A definition that goes where it cannot be followed may gain settings there.
pub(super) fn escape(machine: &mut Machine<'_>, call: &Call<'_>) {
    // These read it.
    const READERS: [&str; 3] = ["AbstractConfig", "/Config", "/HashMap"];
    if READERS.iter().any(|reader| call.class.ends_with(reader)) {
        return;
    }
    let doubt = format!("{}.{} may add settings", call.class.replace('/', "."), call.name);
    for argument in call.arguments {
        if let Some(definition) = definition_mut(machine, argument) {
            definition.doubt(doubt.clone());
        }
    }
}

fn definition(machine: &mut Machine<'_>, call: &Call<'_>) -> Known {
    let this = call.argument(0);
    match call.name {
        "<init>" => {
            let base = match machine.shape(call.argument(1)) {
                Some(Shape::Definition(base)) => base.clone(),
                _ if call.arguments.len() > 1 => Definition {
                    keys: Vec::new(),
                    doubts: vec!["it begins with settings defined elsewhere".to_owned()],
                },
                _ => Definition::default(),
            };
            machine.room(base.keys.len())?;
            if let Value::Object(id) = this {
                machine.object_mut(*id).shape = Shape::Definition(base);
            }
        }
        "define" | "defineInternal" => define(machine, call)?,
        "embed" => {
            let inner = match machine.shape(call.argument(4)) {
                Some(Shape::Definition(inner)) => Some(inner.clone()),
                _ => None,
            };
            let prefix = call.text(1).map(str::to_owned);
            if let (Some(prefix), Some(inner)) = (&prefix, &inner) {
                let length = inner.keys.iter().map(|key| prefix.len() + key.name.len()).sum::<usize>();
                machine.room(inner.keys.len() + length / 64)?;
                search(machine, this, inner.keys.len())?;
            }
            let Some(definition) = definition_mut(machine, this) else { return Ok(Some(this.clone())) };
            match (prefix, inner) {
                (Some(prefix), Some(inner)) => definition.embed(&prefix, &inner),
                _ => definition.doubt("it embeds settings that are not known".to_owned()),
            }
            return Ok(Some(Value::Unknown));
        }
        "withClientSslSupport" | "withClientSaslSupport" => {
            let keys = kafka_clients::added_by(call.class, call.name).unwrap_or_default();
            if let Some(definition) = definition_mut(machine, this) {
                add_client_keys(definition, keys);
            }
        }
        "configKeys" | "names" => return known_keys(machine, this, call.name == "names"),
        _ => return Ok(None),
    }
    Ok(Some(this.clone()))
}

/// Notes a setting: its name and type are the first two of the arguments, or fields of the one.
fn define(machine: &mut Machine<'_>, call: &Call<'_>) -> Result<(), Halt> {
    search(machine, call.argument(0), 1)?;
    let kinds = descriptor::parameters(call.descriptor);
    let (name, kind, evidence) = match (kinds.as_slice(), call.argument(1)) {
        ([_], Value::Object(key)) => {
            let field = |name| machine.object(*key).field(name).cloned().unwrap_or(Value::Unknown);
            let evidence = match field("evidence") {
                Value::Text(_) => Evidence::KafkaClients,
                _ => Evidence::Definition,
            };
            (field("name"), field("type"), evidence)
        }
        ([_], _) => (Value::Unknown, Value::Unknown, Evidence::Definition),
        _ => (call.argument(1).clone(), call.argument(2).clone(), Evidence::Definition),
    };
    let kind = kind_of(&kind);
    let Some(definition) = definition_mut(machine, call.argument(0)) else { return Ok(()) };
    match (name, kind) {
        (Value::Text(name), Some(kind)) => definition.add(Key { name, kind, evidence }),
        (Value::Text(name), None) => definition.doubt(format!("the type of `{name}` is not known")),
        (_, Some(kind)) if &*kind == "PASSWORD" => {
            definition.doubt("a setting of type PASSWORD has a name that is not known".to_owned());
        }
        (_, None) => definition.doubt("a setting's name and type are not known".to_owned()),
        _ => {}
    }
    Ok(())
}

/// Pays for looking so many settings up among those of a definition.
fn search(machine: &mut Machine<'_>, definition: &Value, count: usize) -> Result<(), Halt> {
    let known = machine.definition(definition).map_or(0, |definition| definition.keys.len());
    machine.pay(known.saturating_mul(count) / 16)
}

/// The name of one of `ConfigDef.Type`.
fn kind_of(value: &Value) -> Option<Rc<str>> {
    match value {
        Value::Outside(class, name) if &**class == TYPE => Some(name.clone()),
        _ => None,
    }
}

/// `new ConfigKey(name, type, …)`: its fields are public.
fn key(machine: &mut Machine<'_>, call: &Call<'_>) {
    if let Value::Object(id) = call.argument(0) {
        let (name, kind) = (call.argument(1).clone(), call.argument(2).clone());
        let object = machine.object_mut(*id);
        object.set(&"name".into(), name);
        object.set(&"type".into(), kind);
    }
}

/// The settings so far, for those who go through them.
fn known_keys(machine: &mut Machine<'_>, this: &Value, names_only: bool) -> Known {
    let Some(Shape::Definition(definition)) = machine.shape(this) else { return Ok(None) };
    let keys = definition.keys.clone();
    machine.room(2 * keys.len())?;
    let mut entries = Vec::new();
    for key in keys {
        let name = Value::Text(key.name);
        let held = machine.make(CONFIG_KEY, Shape::Plain)?;
        if let Value::Object(id) = held {
            let object = machine.object_mut(id);
            object.set(&"name".into(), name.clone());
            object.set(&"type".into(), Value::Outside(TYPE.into(), key.kind));
            if key.evidence == Evidence::KafkaClients {
                object.set(&"evidence".into(), Value::text("kafka_clients"));
            }
        }
        entries.push((name, held));
    }
    if names_only {
        let names = entries.into_iter().map(|(name, _)| name).collect();
        return machine.make("java/util/LinkedHashSet", Shape::Items(names)).map(Some);
    }
    machine.make("java/util/LinkedHashMap", Shape::Map(entries)).map(Some)
}

fn definition_mut<'m>(machine: &'m mut Machine<'_>, value: &Value) -> Option<&'m mut Definition> {
    match value {
        Value::Object(id) => match &mut machine.object_mut(*id).shape {
            Shape::Definition(definition) => Some(definition),
            _ => None,
        },
        _ => None,
    }
}

fn add_client_keys(definition: &mut Definition, keys: &[&str]) {
    for key in keys {
        definition.add(Key { name: (*key).into(), kind: "PASSWORD".into(), evidence: Evidence::KafkaClients });
    }
}
