//! Templates of a configuration, as far as they only insert variables: `{{ name }}`.

use serde_json::{Map, Value};

/// What inserting makes of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rendered {
    /// There was nothing to insert, or all of it was.
    Plain(Value),
    /// It depends on a variable, and no variables are at hand.
    NeedsVariables,
    /// It cannot be had as text, and why.
    Refused(String),
}

/// Whether `text` is a template of any kind.
fn is_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark))
}

/// `value` with `vars` in place of their names, everywhere in it; without `vars`, only what needs none.
pub(super) fn render(value: &Value, vars: Option<&Map<String, Value>>) -> Rendered {
    match value {
        Value::String(text) if is_template(text) => match vars {
            None => Rendered::NeedsVariables,
            Some(vars) => insert(text, vars)
                .map_or_else(Rendered::Refused, |text| Rendered::Plain(text.into())),
        },
        Value::Array(items) => {
            let mut out = Vec::new();
            for item in items {
                match render(item, vars) {
                    Rendered::Plain(item) => out.push(item),
                    other @ (Rendered::NeedsVariables | Rendered::Refused(_)) => return other,
                }
            }
            Rendered::Plain(out.into())
        }
        Value::Object(map) => {
            let mut out = Map::new();
            for (key, value) in map {
                match render(value, vars) {
                    Rendered::Plain(value) => out.insert(key.clone(), value),
                    other @ (Rendered::NeedsVariables | Rendered::Refused(_)) => return other,
                };
            }
            Rendered::Plain(out.into())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Rendered::Plain(value.clone())
        }
    }
}

/// `text` with the variables inserted.
pub(super) fn insert(text: &str, vars: &Map<String, Value>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(len) = rest[start..].find("}}") else {
            break;
        };
        let name = rest[start + 2..start + len].trim();
        out.push_str(&rest[..start]);
        match vars.get(name) {
            Some(Value::String(value)) if value.starts_with("file://") => {
                return Err(format!("the variable `{name}` stands in another file"));
            }
            Some(Value::String(value)) if is_template(value) => {
                return Err(format!("the variable `{name}` is a template itself"));
            }
            Some(Value::String(value)) => out.push_str(value),
            Some(value @ (Value::Bool(_) | Value::Number(_))) => out.push_str(&value.to_string()),
            Some(Value::Null | Value::Array(_) | Value::Object(_)) => {
                return Err(format!("the variable `{name}` is no text"));
            }
            None if is_name(name) => return Err(format!("there is no variable `{name}`")),
            None => return Err("its template computes more than a variable".to_owned()),
        }
        rest = &rest[start + len + 2..];
    }
    if is_template(rest) || is_template(text.split("{{").next().unwrap_or("")) {
        return Err("its template computes more than a variable".to_owned());
    }
    out.push_str(rest);
    Ok(out)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_variables_are_inserted_everywhere() {
        let vars = json!({"кто": "мир 🙂", "n": 3});
        let vars = vars.as_object();
        let value = json!(["{{ кто }}!", {"a": "{{n}}"}, 1]);
        let plain = json!(["мир 🙂!", {"a": "3"}, 1]);
        assert_eq!(render(&value, vars), Rendered::Plain(plain));
        assert_eq!(render(&value, None), Rendered::NeedsVariables);
    }

    #[test]
    fn what_computes_is_refused() {
        let vars = json!({"a": "{{b}}", "l": [1], "f": "file://x"});
        for text in [
            "{{a}}",
            "{{l}}",
            "{{f}}",
            "{{x}}",
            "{{ l | join }}",
            "{% if a %}",
            "{{",
            "{# a #}",
            "{% raw %}{{l2}}",
        ] {
            let found = insert(text, vars.as_object().unwrap());
            assert!(found.is_err(), "{text}: {found:?}");
        }
    }
}
