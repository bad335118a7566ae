//! Rust, with cargo.

use crate::language::{Break, Language};

pub(crate) const RUST: Language =
    Language { plugin: "rust", example: "rust-maze", bring: "rustup target add wasm32-wasip1" };

#[test]
fn debugging_information_is_kept_where_it_is_asked_for() {
    RUST.keeps_debugging_information(".debug_line");
}

#[test]
fn levels_differ() {
    RUST.levels_differ();
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    RUST.diagnoses(&Break {
        file: "src/main.rs",
        from: "Maze::new(width, height, seed);",
        to: "Maze::new(width, heigth, seed);",
        line: 24,
        column: 33,
    });
}

#[test]
fn only_a_change_is_compiled() {
    RUST.rebuilds_what_changed("src/draw.rs", "\"()\"", "\"**\"");
}

#[test]
fn a_mistake_in_the_manifest_is_shown_where_it_is() {
    RUST.diagnoses(&Break {
        file: "Cargo.toml",
        from: "[features]",
        to: "[features",
        line: 7,
        column: 10,
    });
}

#[test]
fn examples_and_features_are_chosen_by_settings() {
    let Some(project) = RUST.project("settings") else { return };
    project.write("wasmrun.toml", "[plugins.rust]\nexample = \"largest\"\n");
    let printed = project.run(&["exec"]).success().stdout;
    assert!(printed.starts_with("of 200 mazes, "), "{printed}");
    project.write("wasmrun.toml", "[plugins.rust]\nfeatures = [\"statistics\"]\n");
    let printed = project.run(&["exec"]).success().stdout;
    assert!(printed.ends_with(" cells are dead ends\n"), "{printed}");
}

#[test]
fn a_workspace_builds_its_programs() {
    let Some(project) = RUST.project("workspaces") else { return };
    project.write("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"2\"\n");
    for name in ["a", "b"] {
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        project.write(&format!("{name}/Cargo.toml"), &manifest);
        project.write(
            &format!("{name}/src/main.rs"),
            &format!("fn main() {{ println!(\"{name}\"); }}\n"),
        );
    }
    assert_eq!(project.run(&["exec"]).success().stdout, "a\n");
    // The one that is there already does not come before it.
    project.edit("a/src/main.rs", "\"a\"", "\"changed\"");
    assert_eq!(project.run(&["exec"]).success().stdout, "changed\n");
    project.write("wasmrun.toml", "[plugins.rust]\npackage = \"b\"\n");
    assert_eq!(project.run(&["exec"]).success().stdout, "b\n");
}
