//! What the registry's site says, asked the way that cargo is told to take; and what happens without it.

use std::cell::OnceCell;
use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::install_sources::{run, write_program};
use crate::registry::Registry;
use crate::site::Site;
use crate::world::World;

/// What the site says about a package.
fn facts(name: &str, description: &str, downloads: u64) -> Value {
    json!({
        "id": name,
        "name": name,
        "description": description,
        "downloads": downloads,
        "recent_downloads": 56,
        "max_version": "0.1.0",
        "links": {
            "owner_team": "", "owner_user": "", "owners": "",
            "reverse_dependencies": "", "version_downloads": "",
        },
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    })
}

fn owner(login: &str) -> Value {
    json!({"id": 1, "login": login, "kind": "user", "url": ""})
}

/// A site that knows one plugin.
fn site_of_tiny() -> Site {
    let package = json!({
        "crate": facts("wasmrun-plugin-tiny", "a plugin for tests", 1234),
        "categories": [], "keywords": [], "versions": [],
    });
    let owners = json!({"users": [owner("alice"), owner("bob\u{1b}[31m")]});
    Site::new([
        ("/api/v1/crates/wasmrun-plugin-tiny", &package.to_string()),
        ("/api/v1/crates/wasmrun-plugin-tiny/owners", &owners.to_string()),
    ])
}

/// A site that finds one plugin under `a&b`, and something else.
fn site_with_hits() -> Site {
    let found = [facts("wasmrun-plugin-tiny", "small", 7), facts("serde", "no plugin", 9)];
    let hits = json!({"crates": found, "meta": {"total": 2}});
    let path = "/api/v1/crates?page=1&per_page=100&sort=relevance&q=wasmrun-plugin-a%26b";
    Site::new([(path, &hits.to_string())])
}

/// A cargo that finds a plugin by itself, and leaves the file `asked`.
fn with_searching_cargo(world: &World, command: &mut Command) {
    let said =
        "wasmrun-plugin-nim = \\\"0.3.0\\\"    # Nim projects\\nother = \\\"1.0.0\\\"    # no";
    let asked = world.path("asked");
    let script = format!("touch '{}'\nprintf \"{said}\\n\"", asked.display());
    command.env("CARGO", write_program(world, "cargo", &script));
}

#[test]
fn a_person_reads_what_is_known_before_the_question() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    registry.publish_claiming("tiny", "0.1.0", "['compile_wasm', 'persistent']");
    let site = site_of_tiny();
    let mut command = registry.command(&["plugin", "install", "tiny"]);
    site.stand_in(&mut command);
    run(command)
        .expect(125)
        .says("package         wasmrun-plugin-tiny 0.1.0\n")
        .says("description     a plugin for tests\n")
        .says("owners          alice, bob\\u{1b}[31m\n")
        .says("downloads       1234, 56 of them in the last 90 days\n")
        .says("licence         MIT\n")
        .says("capabilities    compile_wasm, persistent\n")
        .says("hint: say yes with `cargo wasmrun plugin install --yes tiny`");
    assert_eq!(site.asked().len(), 2);
    // With a site that cannot be asked, cargo still knows the rest.
    let ended = registry.run(&["plugin", "install", "tiny"]).expect(125);
    assert!(!ended.stderr.contains("owners"), "{}", ended.stderr);
    ended.says("licence         MIT\n");
}

#[test]
fn the_site_is_searched() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let site = site_with_hits();
    let mut command = registry.command(&["plugin", "search", "a&b"]);
    site.stand_in(&mut command);
    assert_eq!(run(command).expect(0).stdout, "tiny 0.1.0  small\n");
    let mut command = registry.command(&["--message-format", "json", "plugin", "search", "a&b"]);
    site.stand_in(&mut command);
    let found = run(command).expect(0).stdout;
    assert!(found.contains(r#""name":"tiny","version":"0.1.0""#), "{found}");
}

#[test]
fn the_way_there_is_in_the_files_of_cargo_too() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let site = site_with_hits();
    let settings = format!(
        "[http]\nproxy = '{}'\ncainfo = '{}'\n",
        site.proxy(),
        site.certificate().display()
    );
    let mut file = fs_err::OpenOptions::new()
        .append(true)
        .open(world.path("cargo/config.toml"))
        .expect("the registry wrote it");
    file.write_all(settings.as_bytes()).expect("a file");
    let mut command = registry.command(&["plugin", "search", "a&b"]);
    command.env_remove("CARGO_HTTP_PROXY").env_remove("CARGO_HTTP_CAINFO");
    assert_eq!(run(command).expect(0).stdout, "tiny 0.1.0  small\n");
}

#[test]
fn where_cargo_says_nothing_the_environment_does() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let site = site_with_hits();
    let mut command = registry.command(&["plugin", "search", "a&b"]);
    command
        .env_remove("CARGO_HTTP_PROXY")
        .env_remove("CARGO_HTTP_CAINFO")
        .env_remove("https_proxy");
    command.env("HTTPS_PROXY", site.proxy()).env("SSL_CERT_FILE", site.certificate());
    assert_eq!(run(command).expect(0).stdout, "tiny 0.1.0  small\n");
}

#[test]
fn cargo_searches_where_the_site_cannot_be_asked() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let mut command = registry.command(&["plugin", "search", "nim"]);
    with_searching_cargo(&world, &mut command);
    assert_eq!(run(command).expect(0).stdout, "nim 0.3.0  Nim projects\n");
}

#[test]
fn a_site_that_nobody_vouches_for_is_not_believed() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let (site, other) = (site_with_hits(), Site::new([]));
    let mut command = registry.command(&["plugin", "search", "a&b"]);
    site.stand_in(&mut command);
    command.env("CARGO_HTTP_CAINFO", other.certificate());
    with_searching_cargo(&world, &mut command);
    assert_eq!(run(command).expect(0).stdout, "nim 0.3.0  Nim projects\n");
    assert_eq!(site.asked(), [""; 0]);
}

#[test]
fn an_answer_in_other_words_leaves_it_to_cargo() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    let path = "/api/v1/crates?page=1&per_page=100&sort=relevance&q=wasmrun-plugin-nim";
    let site = Site::new([(path, "<p>Under repair</p>")]);
    let mut command = registry.command(&["plugin", "search", "nim"]);
    site.stand_in(&mut command);
    with_searching_cargo(&world, &mut command);
    assert_eq!(run(command).expect(0).stdout, "nim 0.3.0  Nim projects\n");
    assert_eq!(site.asked(), [path]);
}

#[test]
fn nobody_waits_for_the_site_who_interrupts_it() {
    let world = World::new([]);
    let registry = Registry::new(&world);
    // A proxy that takes a request, and says nothing.
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    proxy.set_nonblocking(true).expect("a setting");
    let address = proxy.local_addr().expect("an address");
    let mut command = registry.command(&["plugin", "search", "nim"]);
    command.env("CARGO_HTTP_PROXY", format!("http://{address}"));
    with_searching_cargo(&world, &mut command);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("cargo-wasmrun is built");
    let connection = OnceCell::new();
    world.wait_until("the site is asked", || {
        proxy.accept().is_ok_and(|(stream, _)| connection.set(stream).is_ok())
    });
    kill_process(Pid::from_child(&child), Signal::INT).expect("the child runs");
    assert_eq!(child.wait().expect("the child is ours").code(), Some(130));
    world.assert_nothing_runs();
    assert!(!world.path("asked").exists(), "cargo was asked instead");
}
