//! `commands` and `output`: what a shell's marks tell.

use super::World;

/// A world whose first pane's shell ran `make` and `42`, and runs `sleep`.
fn world() -> World {
    let mut world = World::new();
    world.model.clock.unix = 1_700_000_000;
    write(&mut world, "<A>$ <B>make\n<C>one\ntwo\n");
    world.model.clock.millis += 1290;
    write(&mut world, "<D;2><A>$ <B>42\n<C><D><A>$ <B>sleep 1\n<C>z");
    world
}

/// What a shell writes; marks are between `<` and `>`.
fn write(world: &mut World, text: &str) {
    let text = text.replace('<', "\x1b]133;").replace('>', "\x1b\\").replace('\n', "\r\n");
    world.write(&text);
}

#[test]
fn commands_are_listed() {
    let mut world = world();
    let lines = "1: 2 1.2s /src$ make\n2: ? 0.0s /src$ 42\n3: running  /src$ sleep 1\n";
    assert_eq!(world.run("commands main"), lines);
    assert_eq!(
        world.run("commands -t main -F '#{command_text}' -f '#{command_running}'"),
        "sleep 1\n"
    );
    let json: serde_json::Value = serde_json::from_str(&world.run("commands main --json")).unwrap();
    assert_eq!(json[0]["command_duration"], 1290);
    assert_eq!(json[0]["command_started"], 1_700_000_000);
    assert_eq!(json[1]["command_text"], "42");
    assert_eq!(json[1]["command_status"], serde_json::Value::Null);
    assert_eq!(json[2]["command_running"], true);
    assert_eq!(world.run("commands nowhere"), "can't find pane: nowhere\n");
}

#[test]
fn output_is_that_of_one_command() {
    let mut world = world();
    assert_eq!(world.run("output main"), "z");
    assert_eq!(world.run("output -n 2 main"), "one\ntwo\n");
    assert_eq!(world.run("output -n 3 main"), "only 3 commands are known of %0\n");
    assert!(world.run("output -n x main").starts_with("command invalid: x"));
    let json: serde_json::Value = serde_json::from_str(&world.run("output -n2 --json")).unwrap();
    assert_eq!((&json["output"], &json["lines_gone"]), (&"one\ntwo\n".into(), &0.into()));
    let none = World::new().run("output");
    assert!(none.starts_with("no command is known of %0: "), "{none}");
}

#[test]
fn a_command_that_ended_well_has_a_status_too() {
    let mut world = World::new();
    write(&mut world, "<A>$ <B>true\n<C><D;0>");
    assert!(world.run("commands main").starts_with("1: 0 0.0s "));
}
