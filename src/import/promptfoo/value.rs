//! Values of assertions as values of parameters.

use serde_json::{Value, json};

use super::vocabulary::Takes;
use crate::rubric::values;
use crate::source::SourceFile;

/// `value` as a parameter takes it.
pub(super) fn parameter(takes: Takes, value: &Value) -> Result<Value, String> {
    match takes {
        Takes::Text => text(value).map(Value::String),
        Takes::Texts => texts(value).map(Value::from),
        Takes::Count => count(value),
        Takes::Any => match value {
            // A schema may be given as text.
            Value::String(text) => values(&SourceFile::new("value", text.as_str()))
                .map_err(|_| "its value is no YAML".to_owned()),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => Ok(value.clone()),
        },
    }
}

fn text(value: &Value) -> Result<String, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            return Err("its value is no text".to_owned());
        }
    };
    if text.is_empty() {
        return Err("its value is empty".to_owned());
    }
    Ok(text)
}

/// A list, or one text with commas between, those within double quotation marks aside.
fn texts(value: &Value) -> Result<Vec<String>, String> {
    let list: Vec<String> = match value {
        Value::Array(items) => items.iter().map(text).collect::<Result<_, _>>()?,
        Value::Null | Value::Object(_) => return Err("its value is no list of texts".to_owned()),
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {
            let parts = comma_separated(&text(value)?);
            parts.into_iter().filter(|part| !part.is_empty()).collect()
        }
    };
    if list.is_empty() {
        return Err("its value is empty".to_owned());
    }
    Ok(list)
}

fn comma_separated(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => parts.push(String::new()),
            c => parts
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|part| part.push(c)),
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

fn count(value: &Value) -> Result<Value, String> {
    let number = |value: &Value| -> Option<u64> {
        value
            .as_u64()
            .or_else(|| value.as_str()?.trim().parse().ok())
    };
    if let Some(n) = number(value) {
        return Ok(json!(n));
    }
    let wrong = || "its value is neither a number nor `min` and `max`".to_owned();
    let bounds = value.as_object().ok_or_else(wrong)?;
    let bound = |name: &str| match bounds.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => number(value).map(Some).ok_or_else(wrong),
    };
    match (bound("min")?, bound("max")?) {
        (Some(min), Some(max)) if min <= max => Ok(json!(format!("{min}..{max}"))),
        (Some(_), Some(_)) => Err("its `min` is larger than its `max`".to_owned()),
        (Some(0), None) => Err("`min: 0` always passes".to_owned()),
        (Some(min), None) => Ok(json!(format!(">= {min}"))),
        (None, Some(max)) => Ok(json!(format!("<= {max}"))),
        (None, None) => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_what_parameters_take() {
        let of = |takes, value: Value| parameter(takes, &value);
        assert_eq!(of(Takes::Text, json!(0)), Ok(json!("0")));
        assert!(of(Takes::Text, json!("")).is_err());
        let listed = of(Takes::Texts, json!(r#"да, "нет, 🙂", 3"#));
        assert_eq!(listed, Ok(json!(["да", "нет, 🙂", "3"])));
        assert!(of(Takes::Texts, json!(["a", ""])).is_err());
        assert_eq!(of(Takes::Count, json!("50")), Ok(json!(50)));
        assert_eq!(
            of(Takes::Count, json!({"min": 2, "max": 5})),
            Ok(json!("2..5"))
        );
        assert_eq!(of(Takes::Count, json!({"max": 5})), Ok(json!("<= 5")));
        for wrong in [
            json!(1.5),
            json!({}),
            json!({"min": 3, "max": 1}),
            json!({"min": "x"}),
        ] {
            assert!(of(Takes::Count, wrong).is_err());
        }
        assert_eq!(
            of(Takes::Any, json!("{type: object}")),
            Ok(json!({"type": "object"}))
        );
    }
}
