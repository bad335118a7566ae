//! What the specification asks of a plugin, under names that stay: what the conformance kit tests.

/// How far into the protocol a requirement lies. Each level builds on those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Lines and processes.
    Wire,
    /// Versions, unknown things, wrong things.
    Handshake,
    /// What each method answers.
    Methods,
    /// What a build makes of a real project.
    Build,
}

impl Level {
    /// All levels, in order.
    pub const ALL: [Self; 4] = [Self::Wire, Self::Handshake, Self::Methods, Self::Build];

    /// Its short name: `L0` to `L3`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wire => "L0",
            Self::Handshake => "L1",
            Self::Methods => "L2",
            Self::Build => "L3",
        }
    }
}

/// One thing that a plugin has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// Its name, such as `W01`, which stays through all versions of the protocol.
    pub id: &'static str,
    /// How far into the protocol it lies.
    pub level: Level,
    /// The section of `SPEC.md` that says so.
    pub section: &'static str,
    /// What a plugin does that satisfies it: a sentence whose subject is the plugin.
    pub text: &'static str,
}

/// The requirement of this name.
///
/// ```
/// let requirement = wasmrun_protocol::requirement::by_id("W04").unwrap();
/// assert_eq!(requirement.section, "1.6");
/// ```
pub fn by_id(id: &str) -> Option<&'static Requirement> {
    REQUIREMENTS.iter().find(|requirement| requirement.id == id)
}

macro_rules! requirements {
    ($($level:ident { $($id:literal $section:literal $text:literal;)+ })+) => {
        /// Every requirement, by level and number, as in section 11 of `SPEC.md`.
        pub const REQUIREMENTS: &[Requirement] = &[
            $($(Requirement { id: $id, level: Level::$level, section: $section, text: $text },)+)+
        ];
    };
}

requirements! {
    Wire {
        "W01" "2.3" "flushes every line: answers come while its standard input stays open";
        "W02" "1.3" "writes nothing but messages to standard output, also while tools run";
        "W03" "2.1" "writes each message as one whole line of UTF-8, not longer than the limit";
        "W04" "1.6" "ends with status 0 within 5 seconds after its standard input";
        "W05" "1.6" "leaves no process behind, also if its standard input ends during a build";
        "W06" "1.2" "started without `--wasmrun-plugin`, says what it is and ends with status 2";
        "W07" "2.1" "reads lines that end with `\\r\\n`, and skips blank ones";
        "W08" "3.2" "answers every request exactly once, and says nothing about it afterwards";
    }
    Handshake {
        "S01" "6" "refuses a request before `initialize` with −32002";
        "S02" "4.1" "ignores fields that it does not know";
        "S03" "6" "refuses a second `initialize` with −32600";
        "S04" "4.1" "refuses a method that it does not know with −32601";
        "S05" "3.4" "answers a line that is not JSON with −32700, and lives on";
        "S06" "4.1" "ignores notifications that it does not know, and a `cancel` that comes too late";
        "S07" "5.2" "refuses versions that do not fit with −32001 and `supported_versions`";
        "S08" "9" "refuses parameters that do not fit with −32602";
        "S09" "3" "sends only messages that fit the schemas";
        "S10" "4.3" "sends no field that the protocol does not know";
        "S11" "5.1" "answers `initialize` with a version that fits one that was offered";
        "S12" "5.1" "answers a host of a later minor version, whose new fields it ignores";
    }
    Methods {
        "M01" "6" "calls itself as its executable is named";
        "M02" "7" "`detect` says no to an empty folder and yes to a project";
        "M03" "7" "`check` answers with a result, whatever is missing";
        "M04" "6" "has the methods whose capability it claims, and no other optional one";
        "M05" "3.6" "takes paths with spaces and letters of any language";
        "M06" "7" "`create` writes a project that `detect` knows, and refuses a folder with files";
    }
    Build {
        "B01" "7" "`build` makes what it lists, where it may lie";
        "B02" "7" "the modules that it makes are valid";
        "B03" "7" "a second build of an unchanged project succeeds, too";
        "B04" "7" "`watch` covers the entry file";
        "B05" "7" "a broken source is a failed build with a diagnostic that has a span";
        "B06" "7" "the plan `default` runs, and prints what `expected.stdout` holds";
        "B07" "8" "a cancelled build is answered within 5 seconds, and the next one works";
        "B08" "7" "`clean` removes only what a build made";
        "B09" "7" "a build writes only to `output_dir` and what `outputs` names";
    }
}
