//! Patches: what an agent hands to `apply_patch`, and unified diffs.
//!
//! Both become [`Change`]s, one or two a file. Hunks are found by their text, since the first kind has no line
//! numbers and those of the second are often wrong; trailing white space may differ. A patch is applied to a
//! file as a whole or not at all.

use super::writes::{Action, Change};

/// How a patch begins and ends.
const BEGIN: &str = "*** Begin Patch";
const END: &str = "*** End Patch";

/// A place in a file, and what it becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hunk {
    /// Lines that stand above the place, one below the other with anything in between.
    anchors: Vec<String>,
    old: Vec<String>,
    new: Vec<String>,
    place: Place,
}

/// Where a hunk has its lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Anywhere,
    End,
}

impl Hunk {
    /// Takes in a line of the hunk; false when it is none.
    fn take(&mut self, line: &str) -> bool {
        let (sign, rest) = line.split_at(usize::from(line.starts_with(['+', '-', ' '])));
        match sign {
            "+" => self.new.push(rest.to_owned()),
            "-" => self.old.push(rest.to_owned()),
            // Editors and terminals strip the blank of an empty line.
            _ if !sign.is_empty() || line.trim().is_empty() => {
                self.old.push(rest.to_owned());
                self.new.push(rest.to_owned());
            }
            _ => return false,
        }
        true
    }

    fn is_blank(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }

    fn drop_last_blank(&mut self) {
        let blank = |lines: &[String]| lines.last().is_some_and(String::is_empty);
        if blank(&self.old) && blank(&self.new) {
            self.old.pop();
            self.new.pop();
        }
    }
}

/// The changes of every patch in `text`, which may be a shell command with the patch inside.
pub(super) fn changes(text: &str) -> Vec<Change> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(BEGIN) {
        let body = &rest[at + BEGIN.len()..];
        // A patch that was cut off was refused.
        let Some(end) = body.find(END) else { break };
        found.extend(patch(&body[..end]));
        rest = &body[end + END.len()..];
    }
    found
}

fn patch(body: &str) -> Vec<Change> {
    let mut files: Vec<File> = Vec::new();
    for line in body.split('\n').skip(1) {
        let header = line.trim_end();
        if let Some(path) = header.strip_prefix("*** Add File: ") {
            files.push(File::new(path, Kind::Add));
        } else if let Some(path) = header.strip_prefix("*** Update File: ") {
            files.push(File::new(path, Kind::Update));
        } else if let Some(path) = header.strip_prefix("*** Delete File: ") {
            files.push(File::new(path, Kind::Delete));
        } else if let Some(file) = files.last_mut() {
            file.take(line);
        }
    }
    // What stands before the end is no line of its own.
    if let Some(hunk) = files.last_mut().and_then(|file| file.hunks.last_mut())
        && body.ends_with('\n')
    {
        hunk.drop_last_blank();
    }
    files.into_iter().flat_map(File::changes).collect()
}

#[derive(Debug)]
struct File {
    path: String,
    kind: Kind,
    to: Option<String>,
    hunks: Vec<Hunk>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Add,
    Update,
    Delete,
}

impl File {
    fn new(path: &str, kind: Kind) -> Self {
        Self {
            path: path.trim().to_owned(),
            kind,
            to: None,
            hunks: Vec::new(),
        }
    }

    fn hunk(&mut self) -> &mut Hunk {
        if self.hunks.is_empty() {
            self.hunks.push(Hunk::default());
        }
        self.hunks.last_mut().expect("one was put in above")
    }

    /// Takes in a line below the header of a file.
    fn take(&mut self, line: &str) {
        let header = line.trim_end();
        if let Some(to) = header.strip_prefix("*** Move to: ") {
            self.to = Some(to.trim().to_owned());
        } else if header == "*** End of File" {
            self.hunk().place = Place::End;
        } else if let Some(anchor) = header.strip_prefix("@@") {
            if !self.hunks.last().is_some_and(Hunk::is_blank) {
                self.hunks.push(Hunk::default());
            }
            let anchor = anchor.strip_prefix(' ').unwrap_or(anchor);
            // Line numbers, as unified diffs have them, are no text of the file.
            if !anchor.is_empty() && !anchor.starts_with('-') {
                self.hunk().anchors.push(anchor.to_owned());
            }
        } else {
            self.hunk().take(line);
        }
    }

    fn changes(self) -> Vec<Change> {
        let change = |action| Change {
            path: self.path.clone(),
            action,
        };
        let mut changes = match self.kind {
            Kind::Add => vec![change(Action::Write(new_side(&self.hunks)))],
            Kind::Delete => vec![change(Action::Remove)],
            Kind::Update if self.hunks.iter().all(Hunk::is_blank) => Vec::new(),
            Kind::Update => vec![change(Action::Patch(self.hunks))],
        };
        if let Some(to) = self.to {
            changes.push(Change {
                path: self.path,
                action: Action::Move(to),
            });
        }
        changes
    }
}

/// The changes of a unified diff. Lines of hunks are counted, so that a removed `-- a` is no header.
pub(super) fn unified(text: &str) -> Vec<Change> {
    let mut files: Vec<File> = Vec::new();
    let mut old_path = "";
    let (mut old_left, mut new_left) = (0usize, 0usize);
    for line in text.split('\n') {
        let header = line.trim_end();
        if old_left > 0 || new_left > 0 {
            let Some(file) = files.last_mut() else { break };
            let (old, new) = (file.hunk().old.len(), file.hunk().new.len());
            if file.hunk().take(line) {
                old_left = old_left.saturating_sub(file.hunk().old.len() - old);
                new_left = new_left.saturating_sub(file.hunk().new.len() - new);
            } else if !header.starts_with('\\') {
                (old_left, new_left) = (0, 0);
            }
        } else if let Some(path) = header.strip_prefix("--- ") {
            old_path = path_of(path, "a/");
        } else if let Some(path) = header.strip_prefix("+++ ") {
            let new_path = path_of(path, "b/");
            files.push(diffed(old_path, new_path));
        } else if let Some((old, new)) = header.strip_prefix("@@ -").and_then(counts)
            && let Some(file) = files.last_mut()
        {
            file.hunks.push(Hunk::default());
            (old_left, new_left) = (old, new);
        }
    }
    files.into_iter().flat_map(File::changes).collect()
}

fn diffed(old: &str, new: &str) -> File {
    if old == "/dev/null" {
        return File::new(new, Kind::Add);
    }
    if new == "/dev/null" {
        return File::new(old, Kind::Delete);
    }
    let mut file = File::new(old, Kind::Update);
    file.to = (old != new).then(|| new.to_owned());
    file
}

fn path_of<'a>(text: &'a str, prefix: &str) -> &'a str {
    let path = text.split('\t').next().unwrap_or(text);
    path.strip_prefix(prefix).unwrap_or(path)
}

/// How many lines a hunk has on each side: `1,7 +1,8 @@`.
fn counts(range: &str) -> Option<(usize, usize)> {
    let mut words = range.split(' ');
    let count = |word: &str| match word.split_once(',') {
        Some((_, count)) => count.parse().ok(),
        None => word.parse::<usize>().ok().map(|_| 1),
    };
    let old = count(words.next()?)?;
    let new = count(words.next()?.strip_prefix('+')?)?;
    Some((old, new))
}

/// What is known of a file of which nothing but its patch was seen.
pub(super) fn new_side(hunks: &[Hunk]) -> String {
    let mut text = String::new();
    for line in hunks.iter().flat_map(|hunk| &hunk.new) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// The text with every hunk applied, in order; `None` when one of them has no place.
pub(super) fn applied(text: &str, hunks: &[Hunk]) -> Option<String> {
    let lines: Vec<&str> = match text.strip_suffix('\n').unwrap_or(text) {
        "" => Vec::new(),
        text => text.split('\n').collect(),
    };
    let exact = Index::of(&lines, |line| line);
    let loose = Index::of(&lines, str::trim_end);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for hunk in hunks {
        let mut from = done;
        for anchor in &hunk.anchors {
            from = loose.find(from, &[anchor.trim_end()])? + 1;
        }
        let old: Vec<&str> = hunk.old.iter().map(String::as_str).collect();
        let bare: Vec<&str> = old.iter().map(|line| line.trim_end()).collect();
        let last = lines.len().checked_sub(old.len())?;
        let at = if old.is_empty() {
            if hunk.anchors.is_empty() { last } else { from }
        } else if hunk.place == Place::End && last >= from && loose.find(last, &bare).is_some() {
            last
        } else {
            let place = exact.find(from, &old);
            place.or_else(|| loose.find(from, &bare))?
        };
        let crlf = lines.get(at).is_some_and(|line| line.ends_with('\r'));
        push(&mut out, lines.get(done..at)?);
        for line in &hunk.new {
            out.push_str(line);
            out.push_str(if crlf && !line.ends_with('\r') {
                "\r\n"
            } else {
                "\n"
            });
        }
        done = at + old.len();
    }
    push(&mut out, &lines[done..]);
    Some(out)
}

fn push(out: &mut String, lines: &[&str]) {
    for line in lines {
        out.push_str(line);
        out.push('\n');
    }
}

/// Lines as one text, so that several are found at once, in linear time.
struct Index {
    text: String,
    /// Where the line feed before each line stands.
    starts: Vec<usize>,
}

impl Index {
    fn of(lines: &[&str], form: fn(&str) -> &str) -> Self {
        let mut text = "\n".to_owned();
        let mut starts = Vec::with_capacity(lines.len());
        for line in lines {
            starts.push(text.len() - 1);
            text.push_str(form(line));
            text.push('\n');
        }
        Self { text, starts }
    }

    /// The first line, not before `from`, at which `wanted` stands.
    fn find(&self, from: usize, wanted: &[&str]) -> Option<usize> {
        let start = *self.starts.get(from)?;
        let wanted = format!("\n{}\n", wanted.join("\n"));
        let at = self.text[start..].find(&wanted)? + start;
        self.starts.binary_search(&at).ok()
    }
}

#[cfg(test)]
mod tests;
