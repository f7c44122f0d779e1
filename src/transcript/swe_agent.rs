//! Trajectories of SWE-agent: one JSON document with the steps and the history of messages.
//!
//! The answer is the thought of the last step. The files are those of the submitted patch, since it is what
//! the agent hands in; where there is none, its editing commands are replayed. The file an editing command
//! means is the one that was opened last.

use serde_json::{Value, json};

use super::content::{blocks, text};
use super::format::{Format, Located, Reader};
use super::head::Head;
use super::patch;
use super::reading::Reading;
use super::response::WrittenFile;
use super::turns::Turns;
use super::whole;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "swe-agent",
    summary: "a trajectory of SWE-agent (one JSON document); files are those of its patch",
    detect,
    reader: Reader::Whole(read),
};

/// How the observations begin that follow an edit which was not made.
const REFUSED: &[&str] = &[
    "Your edit was not applied",
    "Your proposed edit has introduced new syntax error",
    "Text not found",
    "Text to replace not found",
    "No replacement was performed",
    "No file open",
    "Invalid `",
    "The path ",
    "Error",
];

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.first_record.as_ref().and_then(Value::as_object) else {
        return false;
    };
    let cut = |value: &Value| !head.complete && value.is_null();
    let first = |value: &Value, member: &str| {
        let first = value.as_array().and_then(|list| list.first());
        first.is_some_and(|first| !first[member].is_null())
    };
    let steps = record.get("trajectory");
    let history = record.get("history");
    steps.is_some_and(|steps| {
        cut(steps) || first(steps, "action") || (history.is_some() && steps.is_array())
    }) || history.is_some_and(|history| cut(history) || first(history, "role"))
}

fn read(text: &str, reading: &Reading) -> Vec<Located> {
    match whole::parse(text) {
        Ok(trajectory) => match session(&trajectory) {
            Ok((turns, patched)) => {
                let no_answer =
                    "the trajectory has no answer: no step and no `assistant` message is in it";
                let mut read = turns.located(reading.turns, no_answer);
                if let (Some(files), Some((_, Ok(last)))) = (patched, read.last_mut()) {
                    last.files = files;
                }
                read
            }
            Err(reason) => vec![(1, Err(reason))],
        },
        Err((line, reason)) => vec![(line, Err(reason))],
    }
}

/// What happened, which is one turn, and the files of the patch that was submitted.
fn session(trajectory: &Value) -> Result<(Turns, Option<Vec<WrittenFile>>), String> {
    let steps = blocks(&trajectory["trajectory"]);
    let history: Vec<&Value> = blocks(&trajectory["history"])
        .iter()
        .filter(|message| message["is_demo"] != true)
        .collect();
    if steps.is_empty() && history.is_empty() {
        return Err(
            "the trajectory has neither steps in `trajectory` nor messages in `history`".to_owned(),
        );
    }
    let mut session = Session {
        model: model(&trajectory["replay_config"]),
        ..Session::default()
    };
    session.ask(trajectory, &history);
    for message in &history {
        session.hear(message);
    }
    // The last step is often in the list of steps alone.
    for step in steps.iter().skip(session.answers) {
        session.step(step);
    }
    if let Some(step) = steps.last() {
        session.say(step);
    }
    let patched = patched(trajectory, &history);
    Ok((session.turns, patched))
}

fn model(config: &Value) -> Option<String> {
    let parsed: Value = match config.as_str() {
        Some(text) => serde_json::from_str(text).unwrap_or_default(),
        None => config.clone(),
    };
    let name = parsed["agent"]["model"]["name"].as_str()?;
    Some(name.to_owned())
}

#[derive(Default)]
struct Session {
    turns: Turns,
    model: Option<String>,
    /// The file that editing commands mean.
    open: String,
    /// How many messages of the agent were heard.
    answers: usize,
    /// The call that a message without the id of its call answers.
    last_call: usize,
}

impl Session {
    fn ask(&mut self, trajectory: &Value, history: &[&Value]) {
        let asked = history.iter().find(|message| message["role"] == "user");
        let prompt = asked.map(|message| text(&message["content"]));
        let prompt = prompt.or_else(|| trajectory["problem_statement"].as_str().map(str::to_owned));
        match prompt {
            Some(prompt) => self.turns.ask(1, prompt),
            None => self.turns.ask_unheard(1),
        }
    }

    fn hear(&mut self, message: &Value) {
        match message["role"].as_str() {
            Some("assistant") => {
                self.answers += 1;
                self.say(message);
                let calls = blocks(&message["tool_calls"]);
                if calls.is_empty() {
                    self.act(message["action"].as_str().unwrap_or_default());
                }
                for call in calls {
                    self.call(call);
                }
            }
            Some("tool" | "user") => {
                let said = text(&message["content"]);
                let refused = refused(&said);
                let ids = blocks(&message["tool_call_ids"]).iter();
                let ids: Vec<&str> = ids.filter_map(Value::as_str).collect();
                for id in &ids {
                    if refused {
                        self.turns.refuse(id);
                    }
                }
                if refused && ids.is_empty() {
                    self.turns.refuse(&self.step_id());
                }
            }
            Some("system") => self.turns.instruct(&text(&message["content"])),
            Some(_) | None => {}
        }
    }

    /// What was thought aloud; without it, the whole response with its command.
    fn say(&mut self, step: &Value) {
        let said = |name: &str| {
            let said = text(&step[name]);
            (!said.trim().is_empty()).then_some(said)
        };
        let said = said("thought")
            .or_else(|| said("response"))
            .or_else(|| said("content"));
        let said = said.unwrap_or_default();
        self.turns.conclude(1, &said, self.model.as_deref());
    }

    fn step(&mut self, step: &Value) {
        self.act(step["action"].as_str().unwrap_or_default());
        if refused(step["observation"].as_str().unwrap_or_default()) {
            self.turns.refuse(&self.step_id());
        }
    }

    /// The id of the last command line, which has none of its own.
    fn step_id(&self) -> String {
        format!("step {}", self.last_call)
    }

    /// A command line, as agents without function calls write them.
    fn act(&mut self, action: &str) {
        let Some(tool) = action.split_whitespace().next() else {
            return;
        };
        self.last_call += 1;
        let id = self.step_id();
        self.turns
            .call(Some(&id), tool, &json!({ "command": action.trim() }));
    }

    fn call(&mut self, call: &Value) {
        let function = &call["function"];
        let tool = function["name"].as_str().unwrap_or_default();
        let input = match function["arguments"].as_str() {
            Some(arguments) => serde_json::from_str(arguments).unwrap_or_default(),
            None => function["arguments"].clone(),
        };
        let id = call["id"].as_str();
        self.turns.call(id, tool, &input);
        let named = input["path"]
            .as_str()
            .or_else(|| input["filename"].as_str());
        match tool {
            "open" | "create" => {
                named.unwrap_or_default().clone_into(&mut self.open);
                if tool == "create" {
                    self.turns.edit(
                        id,
                        &json!({"command":"create","path":self.open,"file_text":""}),
                    );
                }
            }
            "edit" => {
                let edit = json!({
                    "command": "str_replace", "path": self.open,
                    "old_str": input["search"], "new_str": input["replace"],
                    "replace_all": input["replace-all"],
                });
                self.turns.edit(id, &edit);
            }
            "insert" if input["line"].is_u64() => {
                let insert = json!({
                    "command": "insert", "path": self.open,
                    "insert_line": input["line"], "insert_text": input["text"],
                });
                self.turns.edit(id, &insert);
            }
            _ => {}
        }
    }
}

/// The files of the submitted patch, if one was submitted.
fn patched(trajectory: &Value, history: &[&Value]) -> Option<Vec<WrittenFile>> {
    let told = trajectory["info"]["submission"].as_str();
    // A demonstration has it in what was observed last.
    let observed = history.last().map(|message| text(&message["content"]));
    let diff = told.or(observed.as_deref())?.replace("\r\n", "\n");
    let at = diff.find("diff --git ").or_else(|| diff.find("--- "))?;
    let mut turns = Turns::default();
    turns.answer(1, "", None);
    for change in patch::unified(&diff[at..]) {
        turns.change(None, change);
    }
    let (_, response) = turns.last_answered()?;
    (!response.files.is_empty()).then_some(response.files)
}

fn refused(observation: &str) -> bool {
    let said = observation.trim_start();
    REFUSED.iter().any(|start| said.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::super::response::Response;
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::read(text, &Reading::default())
    }

    fn call(id: &str, name: &str, arguments: &Value) -> Value {
        json!({"role":"assistant","content":"мысль","thought":"мысль","tool_calls":[
            {"id":id,"function":{"name":name,"arguments":arguments.to_string()}}]})
    }

    fn observed(id: &str, text: &str) -> Value {
        json!({"role":"tool","content":text,"tool_call_ids":[id]})
    }

    fn scored(trajectory: &Value) -> Response {
        read(&trajectory.to_string()).remove(0).1.unwrap()
    }

    fn texts(response: &Response) -> Vec<(&str, &str)> {
        let files = response.files.iter();
        files.map(|file| (&*file.path, &*file.content)).collect()
    }

    #[test]
    fn the_last_thought_is_the_answer_and_the_patch_has_the_files() {
        let response = scored(&json!({
            "replay_config": r#"{"agent":{"model":{"name":"m"}}}"#,
            "trajectory": [
                {"action":"open a.py","thought":"смотрю","response":"смотрю","observation":""},
                {"action":"submit","thought":"готово 🙂","response":"готово 🙂\n```\nsubmit\n```"},
            ],
            "history": [
                {"role":"system","content":"s"},
                {"role":"user","content":"demo","is_demo":true},
                {"role":"user","content":[{"type":"text","text":"Почини"}]},
                call("1", "open", &json!({"path":"a.py"})),
            ],
            "info": {"submission": "\r\ndiff --git a/а.py b/а.py\r\n--- a/а.py\r\n+++ b/а.py\r\n@@ -1,2 +1,2 @@\r\n-x\r\n+и\u{306}\r\n y\r\n"},
        }));
        assert_eq!(response.prompt.as_deref(), Some("Почини"));
        assert_eq!(response.text, "готово 🙂");
        assert_eq!(response.model.as_deref(), Some("m"));
        assert_eq!(texts(&response), [("а.py", "и\u{306}\ny\n")]);
        let calls = response.tool_calls.unwrap();
        let names: Vec<_> = calls.iter().map(|call| &*call.name).collect();
        assert_eq!(names, ["open", "submit"]);
    }

    #[test]
    fn without_a_patch_the_edits_are_replayed_and_refused_ones_left_out() {
        let response = scored(&json!({"history": [
            {"role":"user","content":"q"},
            call("1", "create", &json!({"filename":"a.py"})),
            call("2", "insert", &json!({"text":"раз\nдва\n","line":0})),
            call("3", "edit", &json!({"search":"два","replace":"три"})),
            observed("3", "Text replaced."),
            call("4", "edit", &json!({"search":"раз","replace":"нет"})),
            observed("4", "Your edit was not applied"),
            call("5", "str_replace_editor", &json!({"command":"create","path":"b","file_text":"x"})),
        ]}));
        assert_eq!(texts(&response), [("a.py", "раз\nтри\n"), ("b", "x")]);
        assert_eq!(response.text, "мысль");
    }

    #[test]
    fn command_lines_are_calls() {
        let response = scored(&json!({"trajectory":[{"action":"ls -a\n","response":"a"}]}));
        let calls = response.tool_calls.unwrap();
        assert_eq!(
            (&*calls[0].name, &*calls[0].arguments),
            ("ls", r#"{"command":"ls -a"}"#)
        );
        assert_eq!(response.prompt, None);
    }

    #[test]
    fn wrong_types_and_cut_files_have_a_reason() {
        let reason = |text: &str| read(text).remove(0).1.unwrap_err();
        for empty in ["{}", "[]", r#"{"trajectory":3,"history":{}}"#] {
            assert!(reason(empty).contains("neither steps"), "{empty}");
        }
        assert!(reason(r#"{"history":[{"role":"user","content":1}, 4]}"#).contains("no answer"));
        assert!(reason("{\"history\":[\n{\"ro").contains("cut off"));
        let odd = json!({"trajectory":[{"action":1,"thought":[]}, 5],"history":[{"role":"assistant","tool_calls":[1,{"id":2,"function":3}]}],"info":{"submission":7},"replay_config":"{"});
        assert_eq!(scored(&odd).text, "");
    }

    #[test]
    fn trajectories_and_demonstrations_are_recognised() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(
            r#"{"environment":"e","trajectory":[],"history":[]}"#
        ));
        assert!(detects(
            "{\n \"environment\":\"e\",\n \"trajectory\":[{\"action\":\"cut"
        ));
        assert!(detects(r#"{"history":[{"role":"system"}]}"#));
        assert!(!detects(r#"{"history":[1]}"#));
        assert!(!detects(r#"{"trajectory":"a"}"#));
    }
}
