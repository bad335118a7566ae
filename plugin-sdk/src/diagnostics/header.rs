//! The grammar of the lines with which compilers begin a diagnostic.

use wasmrun_protocol::Severity;

/// A line that begins a diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) place: Option<Place<'a>>,
    /// The program that speaks, if the line names it instead of a place.
    pub(super) program: Option<&'a str>,
    pub(super) severity: Severity,
    pub(super) message: &'a str,
    /// The warning's name, as in `[-Wunused-variable]`.
    pub(super) code: Option<&'a str>,
}

/// Where it is, in the tool's own words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) column: Option<u32>,
}

impl<'a> Header<'a> {
    /// Reads `file:line:column: severity: message` and its relatives:
    ///
    /// * without a column, if there is a severity;
    /// * without a severity, if there is a column (an error, as Go writes it);
    /// * `program: severity: message` and `severity: message`.
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        if line.starts_with(char::is_whitespace) {
            return None;
        }
        if let Some((severity, message)) = split_severity(line) {
            return Some(Self::new(None, None, severity, message));
        }
        if let Some((place, rest)) = Place::parse(line) {
            let (severity, message) = match split_severity(rest) {
                Some(parts) => parts,
                None if place.column.is_some() && !rest.is_empty() => (Severity::Error, rest),
                None => return None,
            };
            return Some(Self::new(Some(place), None, severity, message));
        }
        let (program, rest) = line.split_once(": ")?;
        let (severity, message) = split_severity(rest)?;
        let is_name = !program.contains(char::is_whitespace);
        is_name.then(|| Self::new(None, Some(program), severity, message))
    }

    fn new(
        place: Option<Place<'a>>,
        program: Option<&'a str>,
        severity: Severity,
        message: &'a str,
    ) -> Self {
        let (message, code) = split_code(message);
        Self { place, program, severity, message, code }
    }
}

impl<'a> Place<'a> {
    /// Reads `file:line:` or `file:line:column:` and gives what follows.
    pub(super) fn parse(text: &'a str) -> Option<(Self, &'a str)> {
        let start = if has_drive(text) { 2 } else { 0 };
        text[start..].match_indices(':').find_map(|(index, _)| {
            let (file, rest) = text.split_at(start + index);
            let (line, rest) = split_number(&rest[1..])?;
            let (column, rest) = match split_number(rest) {
                Some((column, rest)) => (Some(column), rest),
                None => (None, rest),
            };
            let is_place = !file.is_empty() && line > 0;
            is_place.then(|| (Self { file, line, column }, rest.trim()))
        })
    }
}

/// Whether a path begins with a drive letter of Windows.
fn has_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// Splits `12:rest`; a number of a position ends with a colon, or with a comma where one include
/// follows another.
fn split_number(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at(text.find([':', ','])?);
    Some((digits.parse().ok()?, &rest[1..]))
}

fn split_severity(text: &str) -> Option<(Severity, &str)> {
    const WORDS: [(&str, Severity); 7] = [
        ("fatal error: ", Severity::Error),
        ("internal compiler error: ", Severity::Error),
        ("error: ", Severity::Error),
        ("warning: ", Severity::Warning),
        ("note: ", Severity::Note),
        ("remark: ", Severity::Note),
        ("help: ", Severity::Help),
    ];
    WORDS.iter().find_map(|(word, severity)| Some((*severity, text.strip_prefix(word)?.trim())))
}

/// Takes `[-Wname]` off the end; of `[-Werror,-Wname]` the name is what matters.
fn split_code(message: &str) -> (&str, Option<&str>) {
    let split = || {
        let (text, code) = message.strip_suffix(']')?.rsplit_once(" [")?;
        let code = code.rsplit(',').next()?;
        code.starts_with('-').then_some((text, Some(code)))
    };
    split().unwrap_or((message, None))
}
