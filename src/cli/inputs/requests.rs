//! The requests of batches, whose results tell no prompts: the two are joined by `custom_id`.

use std::collections::HashMap;
use std::io::BufReader;
use std::sync::Arc;

use super::lines::{Line, next};
use super::meter::Meter;
use super::recognise::Recognised;
use crate::evaluate::RawBody;
use crate::transcript::{BatchRequest, batch_request};

/// The most bytes of prompts that are held; the rest of the answers have none.
const MOST: usize = 256 << 20;
/// The longest line that is read as a request, in bytes.
const LONGEST: usize = 32 << 20;

/// Prompts and digests of system prompts by the `custom_id` of their request.
#[derive(Debug, Default)]
pub(super) struct Requests {
    prompts: HashMap<String, (String, Option<Arc<str>>)>,
}

impl Requests {
    /// Reads the requests in `files`; what is no request is passed over.
    pub(super) fn read(files: impl Iterator<Item = Recognised>) -> Self {
        let mut requests = Self::default();
        let mut held = 0;
        for file in files {
            let (_, _, Ok(reader)) = file.open(&Meter::default()) else {
                continue;
            };
            let mut reader = BufReader::new(reader);
            while held < MOST {
                match next(&mut reader, LONGEST) {
                    Ok(Line::Whole(line)) => {
                        if let Some(BatchRequest { id, prompt, system }) = batch_request(&line) {
                            held += id.len() + prompt.len();
                            requests.prompts.insert(id, (prompt, system));
                        }
                    }
                    Ok(Line::TooLong) => {}
                    Ok(Line::End) | Err(_) => break,
                }
            }
        }
        requests
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.prompts.is_empty()
    }

    /// The record with the prompt of its request.
    pub(super) fn join(&self, body: RawBody) -> RawBody {
        let result = match body {
            RawBody::Line(bytes, reader) => reader.read(&bytes).map(Box::new),
            RawBody::Element(bytes, element, reading) => {
                element.read(&bytes, &reading).map(Box::new)
            }
            RawBody::Read(result) => result,
        };
        RawBody::Read(result.map(|mut answers| {
            for response in answers.iter_mut() {
                let case = response.case.as_ref();
                let Some((prompt, system)) = case.and_then(|case| self.prompts.get(case)) else {
                    continue;
                };
                if response.prompt.is_none() {
                    response.prompt = Some(prompt.clone());
                }
                if system.is_some() {
                    response.system.clone_from(system);
                }
            }
            answers
        }))
    }
}
