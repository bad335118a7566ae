//! New projects, and what is left of builds: `init` and `clean`, through the example in JavaScript.

use integration::Ended;

use crate::world::World;

/// `cargo-wasmrun ARGUMENTS` with the plugin `poster`, and node.
fn run(world: &World, arguments: &[&str]) -> Ended {
    let plugins = integration::workspace().join("examples/plugins/javascript");
    #[expect(clippy::disallowed_methods, reason = "node is wherever the machine has it")]
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = world.bare_command(arguments);
    command.env("PATH", format!("{}:{path}", plugins.display())).current_dir(world.path(""));
    let ended = command.output().expect("cargo-wasmrun is built").into();
    world.assert_nothing_runs();
    ended
}

#[test]
fn a_new_project_builds_and_runs() {
    let world = World::new([]);
    let ended = run(&world, &["init", "--language", "poster", "gala"]).expect(0);
    let files: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(files.len(), 2, "{files:?}");
    ended.says("Created `gala` with plugin `poster`");
    let ended = run(&world, &["exec", "gala"]).expect(0);
    assert_eq!(ended.stdout, "Welcome to gala!\n");
}

#[test]
fn a_name_and_a_template_can_be_given() {
    let world = World::new([]);
    let init = ["init", "--plugin", "poster", "new", "--name", "the ball"];
    run(&world, &[&init[..], &["--template", "poster"]].concat()).expect(0);
    assert_eq!(run(&world, &["exec", "new"]).expect(0).stdout, "Welcome to the ball!\n");
    run(&world, &["init", "--plugin", "poster", "other", "--template", "leaflet"])
        .expect(125)
        .says("there is no template `leaflet`");
    assert!(!world.path("other").exists());
}

#[test]
fn a_name_that_would_mean_more_than_itself_is_refused() {
    let world = World::new([]);
    let init = ["init", "--plugin", "poster", "new", "--name"];
    for name in ["a\"b", "..", "a/b", "", "{}"] {
        run(&world, &[&init[..], &[name]].concat()).expect(2).says("cannot be a project's name");
    }
    assert!(!world.path("new").exists());
    run(&world, &["init", "--plugin", "poster", "Über \"uns\""])
        .expect(0)
        .says("Created `Über -uns` with plugin `poster`");
}

#[test]
fn a_plugin_names_only_files_that_it_wrote_into_the_new_folder() {
    let ways = ["above", "link", "nothing", "folder", "relative", "elsewhere"];
    for way in ways.map(|way| format!("creates-{way}")) {
        let world = World::new([way.as_str()]);
        let mut command = world.bare_command(&["init", "--plugin", &way, "new"]);
        let ended = command.current_dir(world.path("")).output().expect("cargo-wasmrun is built");
        let ended = Ended::from(ended).expect(125).says(&format!("error: plugin `{way}` "));
        assert_eq!(ended.stdout, "", "{way}");
        world.assert_nothing_runs();
    }
}

#[test]
fn a_file_or_a_closed_folder_is_no_place_for_a_project() {
    let world = World::new([]);
    let file = "project/misbehave.txt";
    run(&world, &["init", "--language", "poster", file]).expect(125).says("cannot be a project's");
    assert_eq!(fs_err::read_to_string(world.path(file)).expect("the file"), "please\n");
}

#[test]
fn half_a_project_is_removed_so_that_it_can_be_tried_again() {
    let world = World::new(["creates-nothing"]);
    fs_err::create_dir_all(world.path("empty")).expect("a folder");
    for (folder, stays) in [("new", false), ("empty", true)] {
        let mut command = world.bare_command(&["init", "--plugin", "creates-nothing", folder]);
        let ended = command.current_dir(world.path("")).output().expect("cargo-wasmrun is built");
        Ended::from(ended).expect(125);
        assert_eq!(world.path(folder).exists(), stays, "{folder}");
    }
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let world = World::new([]);
    run(&world, &["init", "--language", "poster", "project"]).expect(125).says("is not empty");
    let left = fs_err::read_dir(world.path("project")).expect("a folder").count();
    assert_eq!(left, 1);
}

#[test]
fn languages_are_listed_and_asked_for() {
    let world = World::new([]);
    let listed = run(&world, &["init", "--list"]).expect(0).stdout;
    assert!(listed.contains("poster (plugin `poster`): poster\n"), "{listed}");
    run(&world, &["init", "--language", "cobol", "new"])
        .expect(125)
        .says("no plugin builds the language `cobol`");
    run(&world, &["init", "--plugin", "cobol", "new"])
        .expect(125)
        .says("there is no plugin `cobol` that writes new projects");
}

#[test]
fn clean_removes_what_builds_made_and_nothing_else() {
    let world = World::new([]);
    run(&world, &["init", "--language", "poster", "gala"]).expect(0);
    run(&world, &["compile", "gala"]).expect(0);
    run(&world, &["exec", "gala"]).expect(0);
    run(&world, &["clean", "--dry-run", "gala"]).expect(0).says("Would remove");
    assert!(world.path("gala/.wasmrun/release/poster.wasm").is_file());
    run(&world, &["clean", "gala"]).expect(0).says("Cleaned");
    assert!(!world.path("gala/.wasmrun").exists());
    assert!(world.path("gala/poster.txt").is_file());
    run(&world, &["clean", "gala"]).expect(0).says("there is nothing to clean");
}

#[test]
fn clean_leaves_a_folder_of_the_users_own() {
    let world = World::new([]);
    run(&world, &["init", "--language", "poster", "gala"]).expect(0);
    run(&world, &["compile", "gala", "--output", "out"]).expect(0);
    fs_err::write(world.path("out/notes.txt"), "mine").expect("a file");
    run(&world, &["clean", "gala", "--output", "out"]).expect(0);
    assert!(!world.path("out/poster.wasm").exists());
    assert!(world.path("out/notes.txt").is_file());
}

#[test]
fn clean_removes_caches_also_and_says_how_large_they_were() {
    let world = World::new([]);
    run(&world, &["init", "--language", "poster", "gala"]).expect(0);
    for cache in ["plugins/poster", "plugins/gone", "known-modules"] {
        let folder = world.path("home/cache").join(cache);
        fs_err::create_dir_all(&folder).expect("a folder");
        fs_err::write(folder.join("kept"), [0; 2048]).expect("a file");
    }
    let clean = ["clean", "gala", "--cache"];
    let said = run(&world, &[&clean[..], &["--dry-run"]].concat()).expect(0);
    said.says("cache/plugins/gone (2.0 KiB)").says("cache/known-modules (2.0 KiB)");
    assert!(world.path("home/cache/plugins/poster/kept").exists());
    run(&world, &["compile", "gala"]).expect(0);
    run(&world, &clean).expect(0).says("Removed").says("cache/plugins/poster (2.0 KiB)");
    for cache in ["plugins/poster", "plugins/gone", "known-modules"] {
        assert!(!world.path("home/cache").join(cache).exists(), "{cache}");
    }
    run(&world, &["exec", "gala"]).expect(0);
}
