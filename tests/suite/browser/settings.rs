//! What happens to a project beside its sources: its settings change, its folder goes and comes.

use crate::http::get;
use crate::project::Trivial;
use crate::server::Server;

/// The message of the next event with this reason.
fn message(server: &mut Server, reason: &str) -> String {
    server.wait(reason)["message"].as_str().expect("text").to_owned()
}

#[test]
fn changed_settings_count_at_once_and_wrong_ones_break_nothing() {
    let project = Trivial::new();
    let mut server = project.serve();
    let first = server.wait("built");
    for (settings, fault) in [("[build]\ntarget = 'moon'\n", "`moon`"), ("[build\n", "line 1")] {
        project.configure(settings);
        let message = message(&mut server, "error");
        assert!(message.contains(fault), "{message}");
        let built = server.wait("built");
        assert_eq!((&built["succeeded"], &built["program"]), (&false.into(), &first["program"]));
    }
    fs_err::write(project.path().join("misbehave.txt"), "again\n").expect("a source");
    assert!(message(&mut server, "error").contains("line 1"), "nothing is built by guesswork");

    project.configure("[serve]\nport = 4000\n");
    assert!(message(&mut server, "warning").contains("`serve.port`"));
    assert_eq!(server.wait("built")["succeeded"], true);
}

#[test]
fn a_folder_that_goes_is_told_once_and_built_again_when_it_is_back() {
    let project = Trivial::new();
    let mut server = project.serve();
    let first = server.wait("built");
    let module = format!("/__wasmrun/v1/programs/{}.wasm", first["program"].as_str().expect("id"));
    let away = project.path().with_extension("away");
    for removed in [false, true] {
        fs_err::rename(project.path(), &away).expect("it is moved");
        let warning = message(&mut server, "warning");
        assert!(warning.contains("is gone"), "{warning}");
        assert_eq!(server.wait("built")["succeeded"], false);
        assert!(!project.path().exists(), "nothing is made in its place");
        assert_eq!(get(&server, &module).status, 200, "the last program stays");
        if removed {
            project.create();
        } else {
            fs_err::rename(&away, project.path()).expect("it is moved back");
        }
        assert_eq!(server.wait("built")["succeeded"], true);
    }
}
