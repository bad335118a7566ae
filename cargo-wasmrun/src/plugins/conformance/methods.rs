//! Level 2: what each method answers.

use std::path::Path;

use serde_json::{Value, json};
use wasmrun_protocol::{
    CheckResult, CreateResult, DetectResult, ErrorKind, Method as _, ValidateResult, WatchSpec,
    limits, method,
};

use super::super::marks::would_be_asked;
use super::handshake::{answered, refused};
use super::kit::Kit;
use super::peer::Peer;
use super::project;
use super::report::{Outcome, Report, failed, skipped};

/// Holds the plugin against level 2.
pub(super) fn examine(kit: &Kit<'_>, report: &mut Report) {
    report.judge("M01", name(kit));
    report.judge("M02", detect(kit));
    report.judge("M03", check(kit));
    report.judge("M04", capabilities(kit));
    report.judge("M05", paths(kit));
    report.judge("M06", create(kit));
}

fn name(kit: &Kit<'_>) -> Result<(), Outcome> {
    let (claimed, name) = (&kit.introduction()?.info.name, &kit.subject.found.name);
    if claimed == name {
        return Ok(());
    }
    failed(format!("it calls itself `{claimed}`, and its executable is named `{name}`"))
}

fn detect(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    let (empty, folder) = ask_detect(kit, &mut peer, "empty", None)?;
    if empty.matches {
        return failed(format!("it takes the empty folder `{}` for a project", folder.display()));
    }
    let project = kit.project()?;
    let mut peer = kit.again(peer)?;
    let (found, folder) = ask_detect(kit, &mut peer, "detect", Some(project))?;
    if !found.matches {
        return failed(format!("it does not know `{}` for a project", project.display()));
    }
    if found.confidence > 100 {
        return failed(format!("its confidence is {}", found.confidence));
    }
    if let Some(entry) = found.entry_file.as_ref().filter(|entry| !entry.starts_with(&folder)) {
        return failed(format!("`entry_file` is not in the project: `{}`", entry.display()));
    }
    if !would_be_asked(&kit.introduction()?.info, &folder) {
        return failed("none of its `extensions` and `entry_files` occurs in the project");
    }
    Ok(())
}

/// What `detect` says of a new folder, which is empty or a copy of a project.
fn ask_detect(
    kit: &Kit<'_>,
    peer: &mut Peer,
    name: &str,
    project: Option<&Path>,
) -> Result<(DetectResult, std::path::PathBuf), Outcome> {
    let folder = kit.folder(name)?;
    if let Some(project) = project {
        project::copy(project, &folder)?;
    }
    let params = json!({"project_path": folder});
    let result = answered(peer.call(method::Detect::NAME, &params, limits::DETECT_TIMEOUT)?)?;
    Ok((decode(result)?, folder))
}

fn check(kit: &Kit<'_>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    let mut questions = vec![json!({})];
    if let Ok(project) = kit.project() {
        questions.push(json!({"project_path": project}));
    }
    for params in questions {
        let result = answered(peer.call(method::Check::NAME, &params, limits::CHECK_TIMEOUT)?)?;
        decode::<CheckResult>(result)?;
        peer = kit.again(peer)?;
    }
    Ok(())
}

fn capabilities(kit: &Kit<'_>) -> Result<(), Outcome> {
    let claimed = kit.capabilities();
    let mut peer = kit.greet()?;
    let folder = kit.folder("capabilities")?;
    let absent = kit.folder("nowhere")?.join("new");
    let project = json!({"project_path": folder});
    let build = json!({"project_path": folder, "output_dir": folder.join("out")});
    let create = json!({"directory": absent, "name": "new"});
    for (method, params, claims) in [
        (method::Validate::NAME, &project, claimed.validate),
        (method::Inputs::NAME, &project, claimed.inputs),
        (method::Clean::NAME, &build, claimed.clean),
        (method::Create::NAME, &create, claimed.create),
        (method::Setup::NAME, &json!({}), claimed.setup),
    ] {
        // What is claimed is tried with a project, or where it has its effect.
        if !claims {
            let reply = peer.call(method, params, limits::SHORT_TASK_TIMEOUT)?;
            refused(reply, ErrorKind::MethodNotFound).map_err(|outcome| match outcome {
                Outcome::Failed(reason) => {
                    Outcome::Failed(format!("`{method}` is not claimed: {reason}"))
                }
                other => other,
            })?;
            peer = kit.again(peer)?;
        }
    }
    claimed_methods(kit, peer)
}

/// Tries what the plugin claims on the project. (`setup` would bring a toolchain.)
fn claimed_methods(kit: &Kit<'_>, mut peer: Peer) -> Result<(), Outcome> {
    let claimed = kit.capabilities();
    if !claimed.validate && !claimed.inputs {
        return Ok(());
    }
    let folder = kit.folder("claimed")?;
    project::copy(kit.project()?, &folder)?;
    let params = json!({"project_path": folder});
    if claimed.validate {
        let reply = peer.call(method::Validate::NAME, &params, limits::SHORT_TASK_TIMEOUT)?;
        if !decode::<ValidateResult>(answered(reply)?)?.valid {
            return failed("`validate` finds fault with the project");
        }
        peer = kit.again(peer)?;
    }
    if claimed.inputs {
        let reply = peer.call(method::Inputs::NAME, &params, limits::SHORT_TASK_TIMEOUT)?;
        let watch: WatchSpec = decode(answered(reply)?)?;
        if let Some(path) = watch.paths.iter().find(|path| !path.is_absolute()) {
            return failed(format!("`inputs` names the relative path `{}`", path.display()));
        }
    }
    Ok(())
}

fn paths(kit: &Kit<'_>) -> Result<(), Outcome> {
    let name = "a räther odd 名前";
    let mut peer = kit.greet()?;
    let (plain, _) = ask_detect(kit, &mut peer, "plain", kit.project().ok())?;
    let mut peer = kit.again(peer)?;
    let (odd, _) = ask_detect(kit, &mut peer, name, kit.project().ok())?;
    if plain.matches == odd.matches {
        return Ok(());
    }
    failed(format!("`detect` answers otherwise in a folder named `{name}`"))
}

fn create(kit: &Kit<'_>) -> Result<(), Outcome> {
    if !kit.capabilities().create {
        return skipped("it does not claim `create`");
    }
    let mut templates: Vec<Option<&str>> = vec![None];
    let info = &kit.introduction()?.info;
    templates.extend(info.templates.iter().map(|template| Some(template.as_str())));
    for template in templates {
        create_from(kit, template)?;
    }
    let mut peer = kit.greet()?;
    let occupied = kit.folder("occupied")?;
    let bystander = occupied.join("bystander.txt");
    fs_err::write(&bystander, "mine").or_else(|error| skipped(error.to_string()))?;
    let params = json!({"directory": occupied, "name": "occupied"});
    let reply = peer.call(method::Create::NAME, &params, limits::SHORT_TASK_TIMEOUT)?;
    match reply.outcome {
        Ok(_) => failed("it wrote a project into a folder that holds a file"),
        Err(_) => Ok(()),
    }
}

fn create_from(kit: &Kit<'_>, template: Option<&str>) -> Result<(), Outcome> {
    let mut peer = kit.greet()?;
    let folder = kit.folder("created")?.join(template.unwrap_or("plain"));
    let mut params = json!({"directory": folder, "name": "hello"});
    if let Some(template) = template {
        params["template"] = json!(template);
    }
    let reply = peer.call(method::Create::NAME, &params, limits::SHORT_TASK_TIMEOUT)?;
    let created: CreateResult = decode(answered(reply)?)?;
    if let Some(file) = created.files.iter().find(|file| !file.is_file()) {
        return failed(format!("it says that it wrote `{}`, which is not there", file.display()));
    }
    if created.files.is_empty() {
        return failed("it wrote no files");
    }
    let mut peer = kit.again(peer)?;
    let params = json!({"project_path": folder});
    let result = answered(peer.call(method::Detect::NAME, &params, limits::DETECT_TIMEOUT)?)?;
    if decode::<DetectResult>(result)?.matches {
        return Ok(());
    }
    failed("`detect` does not know what `create` wrote")
}

/// A result as what its method answers. One that does not fit is told by S09 as well.
pub(super) fn decode<T: serde::de::DeserializeOwned>(result: Value) -> Result<T, Outcome> {
    serde_json::from_value(result).or_else(|error| failed(format!("the result is wrong: {error}")))
}
