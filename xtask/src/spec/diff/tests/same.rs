//! What is no change.

use super::*;

#[test]
fn the_same_said_in_another_way_is_no_change() {
    let mut turned = document();
    turn_around(&mut turned);
    assert_eq!(changes(&turned), []);

    let mut inlined = document();
    let [spec, thing, list] = ["Spec", "Thing", "ThingList"].map(|name| format!("/components/schemas/t.v1.{name}"));
    let of = |document: &Value, pointer: &str| document.pointer(pointer).cloned();
    let (value, place) = (of(&inlined, &spec), format!("{thing}/properties/spec"));
    plant(&mut inlined, &place, value);
    let (value, place) = (of(&inlined, &thing), format!("{list}/properties/data/items"));
    plant(&mut inlined, &place, value);
    let (value, place) = (of(&inlined, &list), format!("{LIST}/responses/200/content/application~1json/schema"));
    plant(&mut inlined, &place, value);
    assert_eq!(changes(&inlined), []);
    assert_eq!(between(&inlined, &document()), [], "and the other way around");

    let mut wrapped = document();
    let reference = json!({"allOf": [{"$ref": "#/components/schemas/t.v1.Spec"}]});
    plant(&mut wrapped, &format!("{THING}/properties/spec"), Some(reference));
    assert_eq!(changes(&wrapped), []);
}

#[test]
fn branches_of_a_choice_stand_in_any_order() {
    let branch = |word: &str| json!({"type": "object", "properties": {"kind": {"type": "string", "enum": [word]}}});
    let mut old = document();
    let [a, b, c] = ["A", "B", "C"].map(|name| {
        plant(&mut old, &format!("/components/schemas/{name}"), Some(branch(name)));
        json!({"$ref": format!("#/components/schemas/{name}")})
    });
    let choice = |branches: &[&Value]| {
        let mut new = old.clone();
        plant(&mut new, &format!("{THING}/properties/choice"), Some(json!({"oneOf": branches})));
        new
    };
    let changes = |new: &Value| between(&choice(&[&a, &b]), new);
    assert_eq!(changes(&choice(&[&b, &a])), []);
    assert_eq!(changes(&choice(&[&branch("B"), &a])), [], "one of them inline");
    let classes = |new: &Value| changes(new).iter().map(|change| change.class).collect::<Vec<_>>();
    assert_eq!(classes(&choice(&[&c, &b, &a])), [Additive]);
    assert_eq!(classes(&choice(&[&b])), [Breaking], "no choice is left");
}

#[test]
fn a_schema_that_holds_itself_is_followed_once() {
    let mut old = document();
    let again = json!({"type": "array", "items": {"$ref": "#/components/schemas/t.v1.Spec"}});
    plant(&mut old, &format!("{SPEC}/properties/again"), Some(again));
    let mut new = old.clone();
    plant(&mut new, &format!("{SPEC}/properties/name"), None);
    assert_eq!(between(&old, &new).len(), 1);
    plant(&mut new, SPEC, Some(json!({"$ref": "#/components/schemas/t.v1.Spec"})));
    assert!(!between(&old, &new).is_empty(), "a reference to itself ends too");
}
