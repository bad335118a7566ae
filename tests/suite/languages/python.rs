//! Python, on the CPython for WASI that the plugin's set-up brings.

use crate::language::{Break, Language};

pub(crate) const PYTHON: Language = Language {
    plugin: "python",
    example: "python-weather",
    bring: "install Node.js: https://nodejs.org",
};

#[test]
fn a_mistake_is_shown_where_it_is() {
    PYTHON.diagnoses(&Break {
        file: "weather/chart.py",
        from: "    return \"\\n\".join(lines)",
        to: "    return \"äöü\" \"\\n\".join(lines",
        line: 17,
        column: 30,
    });
}

#[test]
fn a_change_is_seen() {
    PYTHON.rebuilds_what_changed("weather/chart.py", "WIDTH = 40", "WIDTH = 20");
}

#[test]
fn levels_differ() {
    let Some(project) = PYTHON.project("levels") else { return };
    let source =
        "def f():\n    \"\"\"A text.\"\"\"\n\ndef main():\n    print(__debug__, f.__doc__)\n";
    project.write("weather/command.py", source);
    let printed = |level| project.run(&["exec", "--optimization", level]).success().stdout;
    assert_eq!(printed("debug"), "True A text.\n");
    assert_eq!(printed("release"), "False A text.\n");
    assert_eq!(printed("size"), "False None\n");
    // The one that starts fast holds bytecode, too.
    let [release, size] = ["release", "size"].map(|level| project.module_size(level));
    assert!(release > size + 1000, "{release}, {size}");
}

#[test]
fn arguments_reach_the_program() {
    let Some(project) = PYTHON.project("arguments") else { return };
    let printed = project.run_with(&["exec"], &["--by", "season"]).success().stdout;
    assert!(printed.contains("\nautumn"), "{printed}");
}

#[test]
fn encodings_of_all_kinds_are_known() {
    let Some(project) = PYTHON.project("encodings") else { return };
    project.write("say.py", "print('é'.encode('cp437'), b'\\x80'.decode('cp1252'))\n");
    project.write("wasmrun.toml", "[plugins.python]\nentry = \"say.py\"\n");
    assert_eq!(project.run(&["exec"]).success().stdout, "b'\\x82' €\n");
}

#[test]
fn the_project_is_there_for_reading_only() {
    let Some(project) = PYTHON.project("read-only") else { return };
    let source = "def main():\n    open(\"data/new.txt\", \"w\")\n";
    project.write("weather/command.py", source);
    let ended = project.run(&["exec"]);
    assert_ne!(ended.status, Some(0));
    assert!(ended.stderr.contains("Error"), "{}", ended.stderr);
    assert!(!project.path("data/new.txt").exists());
}

#[test]
fn packages_in_pure_python_come_through_pip() {
    let Some(project) = PYTHON.project("packages") else { return };
    project.write("requirements.txt", "six==1.17.0\n");
    project.write("weather/command.py", "import six\n\ndef main():\n    print(six.__version__)\n");
    assert_eq!(project.run(&["exec"]).success().stdout, "1.17.0\n");
}

/// Tests that need a fixture of pytest's, a table and a folder for files; one of the three fails.
const PYTEST: &str = "import pytest

@pytest.mark.parametrize('number, square', [(2, 4), (3, 8)])
def test_square(number, square):
    assert number * number == square

def test_files(tmp_path, capsys):
    (tmp_path / 'a.txt').write_text('a')
    print((tmp_path / 'a.txt').read_text())
    assert capsys.readouterr().out == 'a\\n'
";

#[test]
fn pytest_runs_where_the_tests_need_it() {
    let Some(project) = PYTHON.project("pytest") else { return };
    let manifest = project.read("pyproject.toml");
    let group = "\n[dependency-groups]\ndev = [\"ruff\", \"pytest==8.4.2\"]\n";
    project.write("pyproject.toml", &(manifest + group));
    project.write("tests/test_square.py", PYTEST);
    let ended = project.run_with(&["test"], &["--", "--tb=no", "-k", "square or files"]);
    assert!(ended.stdout.contains("1 failed, 2 passed"), "{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.status, Some(1));
    assert!(!project.path(".wasmrun/debug/packages").exists(), "the program needs no pytest");
}

#[test]
fn a_module_runs_by_its_name() {
    let Some(project) = PYTHON.project("modules") else { return };
    project.write("wasmrun.toml", "[plugins.python]\nmodule = \"weather\"\n");
    assert_eq!(project.run(&["exec"]).success().stdout, project.read("expected.stdout"));
}
