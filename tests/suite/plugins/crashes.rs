//! A plugin that crashes again and again.

use cargo_wasmrun::cancel::CancelToken;
use cargo_wasmrun::cli::GlobalArgs;
use cargo_wasmrun::config::{Environment, Settings};
use cargo_wasmrun::output::{Answers, Shell};
use cargo_wasmrun::plugins::{CallError, Context, Found, Origin, Session};
use cargo_wasmrun::project::Project;
use wasmrun_protocol::{BuildParams, limits};

use crate::world::World;

fn session(world: &World, way: &str, cancel: &CancelToken) -> Session {
    let home = ("WASMRUN_HOME".into(), world.path("home").into());
    let environment: Environment = [home].into_iter().collect();
    let flags = GlobalArgs { quiet: true, ..GlobalArgs::default() };
    let mut settings = Settings::load(environment, &flags).expect("settings");
    settings.executable = None;
    let project = Project::resolve(&world.path("project"), &settings).expect("a project");
    let shell = Shell::new(&flags, Answers::Guests);
    let found = Found {
        name: way.to_owned(),
        path: world.path("bin").join(format!("wasmrun-plugin-{way}")),
        args: Vec::new(),
        origin: Origin::Path,
        official: false,
    };
    Session::start(found, Context { settings, project, shell }, cancel).expect("a plugin")
}

#[test]
fn it_is_started_again_but_not_for_ever() {
    let (world, cancel) = (World::new(["crash"]), CancelToken::new());
    let mut session = session(&world, "crash", &cancel);
    let params = BuildParams::new(world.path("project"), world.path("out"));
    let mut build = || match session.build(&params, &cancel, &mut |_| {}) {
        Err(CallError::Plugin(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    for _ in 0..=limits::MAX_RESTARTS {
        assert_eq!(build(), "plugin `crash` ended (exit status: 101) during `build`");
    }
    for _ in 0..2 {
        assert_eq!(build(), "plugin `crash` crashed again and again, and is not started any more");
    }
    drop(session);
    world.assert_nothing_runs();
}
