//! Reads literate specs: Markdown whose headings are behaviours and whose blocks are checks and responses.
//!
//! A behaviour holds a `yaml` block with the check (or `when:`, `check:` and `define:`), then any number of
//! trials. A trial is an optional `prompt` block, any number of `file path=..` blocks, a `tools` block (a YAML
//! list of calls with `name` and `arguments`), a `response` block and
//! a line with the verdict: `` `fail` at `text of the first span`: part of the first note ``. A span that
//! ends in `…` is given by its beginning; `\n`, `\r` and `\u{301}` in it are what they say. The words `crlf` and `escapes`
//! behind `response` make line breaks `\r\n` and read `\u{301}`. `yaml catalog` gives a catalog file and
//! `yaml code-bytes=40` bounds code blocks. Two more verdicts: `unchecked`, and `invalid` for a rubric that
//! does not compile.

use serde_json::{Value, json};

/// One heading of a spec.
#[derive(Debug, Default)]
pub(crate) struct Behaviour {
    /// What the heading says.
    pub(crate) title: String,
    /// The rubric that its check makes.
    pub(crate) rubric: Value,
    /// The text of a catalog file.
    pub(crate) catalog: Option<String>,
    /// The bound on code blocks.
    pub(crate) code_bytes: Option<usize>,
    /// What is tried with it.
    pub(crate) trials: Vec<Trial>,
}

/// One response and what must be said of it.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    /// The line of the verdict in the spec.
    pub(crate) line: usize,
    /// What was asked.
    pub(crate) prompt: Option<String>,
    /// The response; none for a rubric that does not compile.
    pub(crate) response: Option<String>,
    /// Written files: path and content.
    pub(crate) files: Vec<(String, String)>,
    /// Called tools: name and arguments as JSON.
    pub(crate) tools: Option<Vec<(String, String)>>,
    /// The word in back-ticks.
    pub(crate) verdict: String,
    /// The text of the first span.
    pub(crate) span: Option<String>,
    /// A part of the first note.
    pub(crate) note: Option<String>,
}

/// A fenced block: its info string and its text.
struct Fence<'s> {
    info: &'s str,
    text: String,
}

const VERDICTS: &[&str] = &["pass", "fail", "na", "error", "unchecked", "invalid"];

/// Reads a spec.
///
/// # Errors
/// Whatever is not as the head of this file says, with its line.
pub(crate) fn read(text: &str) -> Result<Vec<Behaviour>, String> {
    let mut out: Vec<Behaviour> = Vec::new();
    let mut trial = Trial::default();
    let mut lines = text.lines().enumerate();
    while let Some((n, line)) = lines.next() {
        let at = |message: String| format!("line {}: {message}", n + 1);
        if let Some(title) = line.strip_prefix("## ") {
            if let Some(last) = out.last() {
                finished(last)?;
            }
            out.push(Behaviour {
                title: title.to_owned(),
                ..Behaviour::default()
            });
            trial = Trial::default();
        } else if line.starts_with("```") {
            let fence = fence(line, &mut lines);
            let behaviour = out.last_mut().ok_or_else(|| at("no heading yet".into()))?;
            take(fence, behaviour, &mut trial).map_err(at)?;
        } else if let Some(rest) = line.strip_prefix('`')
            && let Some((verdict, rest)) = rest.split_once('`')
            && VERDICTS.contains(&verdict)
        {
            let behaviour = out.last_mut().ok_or_else(|| at("no heading yet".into()))?;
            trial.line = n + 1;
            verdict.clone_into(&mut trial.verdict);
            expectation(rest, &mut trial).map_err(at)?;
            if trial.response.is_none() && verdict != "invalid" {
                return Err(at("a verdict without a response".into()));
            }
            behaviour.trials.push(std::mem::take(&mut trial));
        }
    }
    match out.last() {
        Some(last) => finished(last)?,
        None => return Err("no behaviours".into()),
    }
    Ok(out)
}

fn finished(behaviour: &Behaviour) -> Result<(), String> {
    let title = &behaviour.title;
    if behaviour.rubric.is_null() {
        return Err(format!("`{title}` has no check"));
    }
    if behaviour.trials.is_empty() {
        return Err(format!("`{title}` has no verdict"));
    }
    Ok(())
}

fn fence<'s>(open: &'s str, lines: &mut impl Iterator<Item = (usize, &'s str)>) -> Fence<'s> {
    let info = open.trim_start_matches('`');
    let ticks = &open[..open.len() - info.len()];
    let body: Vec<&str> = lines
        .map(|(_, line)| line)
        .take_while(|line| !(line.starts_with(ticks) && line.trim_matches('`').is_empty()))
        .collect();
    Fence {
        info: info.trim(),
        text: body.join("\n"),
    }
}

fn take(fence: Fence<'_>, behaviour: &mut Behaviour, trial: &mut Trial) -> Result<(), String> {
    let mut words = fence.info.split_whitespace();
    let kind = words.next().unwrap_or("");
    let mut text = fence.text;
    let (mut path, mut catalog) = (None, false);
    for word in words {
        match word.split_once('=') {
            Some(("path", value)) => path = Some(value.to_owned()),
            Some(("code-bytes", value)) => behaviour.code_bytes = value.parse().ok(),
            None if word == "crlf" => text = text.replace('\n', "\r\n"),
            None if word == "escapes" => text = unescape(&text)?,
            None if word == "catalog" => catalog = true,
            _ => return Err(format!("unknown word `{word}` behind `{kind}`")),
        }
    }
    match (kind, path) {
        ("yaml", None) if catalog => behaviour.catalog = Some(text),
        ("yaml", None) => behaviour.rubric = rubric(&text)?,
        ("prompt", None) => trial.prompt = Some(text),
        ("response", None) => trial.response = Some(text),
        ("tools", None) => trial.tools = Some(tools(&text)?),
        ("file", Some(path)) => trial.files.push((path, text)),
        _ => return Err(format!("no block is called `{}`", fence.info)),
    }
    Ok(())
}

/// Called tools; arguments that are a string are told as they stand.
fn tools(yaml: &str) -> Result<Vec<(String, String)>, String> {
    let calls: Vec<Value> = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
    let call = |call: &Value| {
        let name = call["name"].as_str().ok_or("a call has a name")?;
        let arguments = call["arguments"].as_str();
        let arguments = arguments.map_or_else(|| call["arguments"].to_string(), str::to_owned);
        Ok((name.to_owned(), arguments))
    };
    calls.iter().map(call).collect()
}

/// A rubric of one criterion.
fn rubric(yaml: &str) -> Result<Value, String> {
    let mut value: Value = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
    let map = value.as_object_mut().ok_or("a check is a mapping")?;
    let define = map.remove("define").unwrap_or(json!({}));
    let criterion = if map.contains_key("check") {
        let mut criterion = json!({ "id": "spec" });
        for (key, value) in map {
            criterion[key] = value.take();
        }
        criterion
    } else {
        json!({ "id": "spec", "check": value })
    };
    Ok(json!({ "semper": 1, "rubric": "spec", "define": define, "criteria": [criterion] }))
}

fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        out.push_str(before);
        let (hex, after) = after.split_once('}').ok_or("an escape without `}`")?;
        let code = u32::from_str_radix(hex, 16).map_err(|error| error.to_string())?;
        out.push(char::from_u32(code).ok_or("no such character")?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// Reads what stands behind the verdict: `` at `span`: note ``.
fn expectation(rest: &str, trial: &mut Trial) -> Result<(), String> {
    let mut rest = rest.trim();
    if let Some(span) = rest.strip_prefix("at ") {
        let inner = span.trim_start_matches('`');
        let ticks = &span[..span.len() - inner.len()];
        let (span, after) = inner
            .split_once(ticks)
            .filter(|_| !ticks.is_empty())
            .ok_or("a span stands in back-ticks")?;
        let span = if ticks.len() > 1 { span.trim() } else { span };
        trial.span = Some(unescape(&span.replace("\\n", "\n").replace("\\r", "\r"))?);
        rest = after.trim();
    }
    match rest.strip_prefix(':') {
        Some(note) => trial.note = Some(note.trim().to_owned()),
        None if rest.is_empty() => {}
        None => return Err(format!("`{rest}` is neither a span nor a note")),
    }
    Ok(())
}
