//! Which change is of which class, and what is told of it.

use super::*;

#[test]
fn what_is_gone_or_has_another_name_is_breaking() {
    let parameter = "query parameter `page_token` removed or renamed";
    let cases = [
        Case::new("operation removed").take(CREATE, "").told(
            Breaking,
            "Client::create_thing",
            "`POST /t/v1/things` removed",
            CREATE,
            "",
        ),
        Case::new("operation renamed").put(CREATE, "/operationId", json!("makeTv1Thing")).told(
            Breaking,
            "Client::create_thing",
            "operation `createTv1Thing` is now `makeTv1Thing`",
            CREATE,
            "/operationId",
        ),
        Case::new("operation moved")
            .take("/paths/~1t~1v1~1things~1{id}", "")
            .put("/paths/~1t~1v1~1all~1{id}", "", document()["paths"]["/t/v1/things/{id}"].clone())
            .told(
                Breaking,
                "Client::delete_thing",
                "moved from `DELETE /t/v1/things/{id}` to `DELETE /t/v1/all/{id}`",
                "/paths/~1t~1v1~1all~1{id}/delete",
                "",
            ),
        Case::new("parameter removed").take(LIST, "/parameters/1").told(
            Breaking,
            "builder::ListThings::page_token",
            parameter,
            LIST,
            "/parameters/1",
        ),
        Case::new("parameter renamed")
            .put(LIST, "/parameters/1/name", json!("type"))
            .told(Breaking, "builder::ListThings::page_token", parameter, LIST, "/parameters/1")
            .told(Additive, "builder::ListThings::type_", "query parameter `type` added", LIST, "/parameters/1"),
        Case::new("field removed").take(THING, "/properties/tasks").told(
            Breaking,
            "types::Thing.tasks",
            "field `tasks` removed or renamed",
            THING,
            "/properties/tasks",
        ),
        Case::new("field renamed")
            .take(SPEC, "/properties/name")
            .put(SPEC, "/properties/displayName", text())
            .told(Breaking, "types::Spec.name", "field `name` removed or renamed", SPEC, "/properties/name")
            .told(Additive, "types::Spec.display_name", "field `displayName` added", SPEC, "/properties/displayName"),
        Case::new("type renamed")
            .put(THING, "/properties/spec", json!({"$ref": "#/components/schemas/t.v1.ThingSpec"}))
            .put("/components/schemas/t.v1.ThingSpec", "", document().pointer(SPEC).unwrap().clone())
            .take(SPEC, "")
            .told(
                Breaking,
                "types::Spec",
                "schema `t.v1.Spec` is now `t.v1.ThingSpec`; the type keeps its name by a row \
                of [api.schemas] only",
                THING,
                "/properties/spec",
            ),
        Case::new("word removed").put(SPEC, "/properties/state/enum", json!(["DOWN", "UP"])).told(
            Breaking,
            "types::SpecState::GoingDown",
            "word `GOING_DOWN` removed",
            SPEC,
            "/properties/state",
        ),
        Case::new("the only word changed")
            .put(THING, "/properties/kind/enum", json!(["Other"]))
            .told(Breaking, "types::Thing.kind", "word `Thing` removed", THING, "/properties/kind")
            .told(Additive, "types::Thing.kind", "word `Other` added", THING, "/properties/kind"),
        Case::new("mark removed").take(THING, "/properties/key/x-redact").told(
            Breaking,
            "types::Thing.key",
            "no longer marked as secret",
            THING,
            "/properties/key",
        ),
        Case::new("request body removed").take(CREATE, "/requestBody").told(
            Breaking,
            "builder::CreateThing::body",
            "request body removed",
            CREATE,
            "/requestBody",
        ),
    ];
    cases.into_iter().for_each(Case::check);
}

#[test]
fn another_type_or_a_new_duty_is_breaking() {
    let (schema, overlay) =
        ("/content/application~1json/schema", "/requestBody/content/application~1json/schema/allOf/1");
    let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/t.v1.Thing"}});
    let task = "/properties/tasks/items/properties/task";
    let cases = [
        Case::new("field of another type").put(THING, &format!("{task}/type"), text()["type"].clone()).told(
            Breaking,
            "types::ThingTasksItem.task",
            "type changed from integer to string",
            THING,
            task,
        ),
        Case::new("format that decides the type").put(THING, "/properties/id/format", json!("date-time")).told(
            Breaking,
            "types::Thing.id",
            "type changed from string to string (date-time)",
            THING,
            "/properties/id",
        ),
        Case::new("set of words no more").take(SPEC, "/properties/state/enum").told(
            Breaking,
            "types::Spec.state",
            "type changed from set of words to string",
            SPEC,
            "/properties/state",
        ),
        Case::new("another success type").put(LIST, &format!("/responses/200{schema}"), list).told(
            Breaking,
            "types::ThingList",
            "success type changed from object to list",
            LIST,
            "/responses/200/content/application~1json/schema",
        ),
        Case::new("no success type")
            .put(CREATE, "/responses", json!({"204": {"description": "d"}}))
            .told(
                Breaking,
                "types::Thing",
                "success type changed from application/json to nothing",
                CREATE,
                "/responses/201/content/application~1json",
            )
            .told(WordsOnly, "Client::create_thing", "answer 201 removed", CREATE, "/responses/201")
            .told(WordsOnly, "Client::create_thing", "answer 204 added", CREATE, "/responses/204"),
        Case::new("parameter required").put(LIST, "/parameters/0/required", json!(true)).told(
            Breaking,
            "builder::ListThings::page_size",
            "now required in a request",
            LIST,
            "/parameters/0",
        ),
        Case::new("field required beside its type")
            .put(CREATE, &format!("{overlay}/required"), json!(["key", "spec"]))
            .told(Breaking, "types::Thing.key", "now required in a request", THING, "/properties/key"),
        Case::new("new field required")
            .put(SPEC, "/properties/size", text())
            .put(SPEC, "/required", json!(["size"]))
            .told(Breaking, "types::Spec.size", "now required in a request", SPEC, "/properties/size")
            .told(Additive, "types::Spec.size", "field `size` added", SPEC, "/properties/size"),
        Case::new("mark added").put(SPEC, "/properties/name/x-redact", json!(true)).told(
            Breaking,
            "types::Spec.name",
            "now marked as secret: its type changes",
            SPEC,
            "/properties/name",
        ),
    ];
    cases.into_iter().for_each(Case::check);
}

#[test]
fn more_is_additive_and_words_are_words() {
    let put = "/paths/~1t~1v1~1things/put";
    let words = ["UP", "GOING_DOWN", "DOWN", "AWAY"];
    let cases = [
        Case::new("operation").put(put, "", json!({"operationId": "setTv1Things", "responses": {}})).told(
            Additive,
            "Client::set_things",
            "`PUT /t/v1/things` added",
            put,
            "",
        ),
        Case::new("field").put(SPEC, "/properties/size", text()).told(
            Additive,
            "types::Spec.size",
            "field `size` added",
            SPEC,
            "/properties/size",
        ),
        Case::new("word").put(SPEC, "/properties/state/enum", json!(words)).told(
            Additive,
            "types::SpecState::Away",
            "word `AWAY` added",
            SPEC,
            "/properties/state",
        ),
        Case::new("less duty").take(CREATE, "/requestBody/content/application~1json/schema/allOf/1/required").told(
            Additive,
            "types::Thing.spec",
            "now optional in a request",
            THING,
            "/properties/spec",
        ),
        Case::new("what is read only is required of answers").put(THING, "/required", json!(["id"])).told(
            WordsOnly,
            "types::Thing.id",
            "now always answered",
            THING,
            "/properties/id",
        ),
        Case::new("wording, limits, errors, tags")
            .put("/info/version", "", json!("2"))
            .put(SPEC, "/properties/name/description", json!("e"))
            .put(SPEC, "/properties/name/maxLength", json!(8))
            .put(LIST, "/responses/429/description", json!("e"))
            .put(LIST, "/tags", json!(["x"]))
            .told(WordsOnly, "", "info changed", "/info", "")
            .told(WordsOnly, "Client::list_things", "answer 429 changed", LIST, "/responses/429")
            .told(WordsOnly, "Client::list_things", "tags changed", LIST, "")
            .told(WordsOnly, "types::Spec.name", "description, maxLength changed", SPEC, "/properties/name"),
    ];
    cases.into_iter().for_each(Case::check);
}
