//! Files as tools left them: every change made in order.
//!
//! A later turn edits what an earlier one wrote, so changes are replayed over the whole conversation.

use std::collections::{BTreeMap, BTreeSet};

use super::response::WrittenFile;
use super::writes::{Action, Budget, Change, apply};

/// The files as they stand after some calls.
#[derive(Default)]
pub(super) struct Replay<'a> {
    /// The file and the last turn that touched it, in the order of first writing; none where one is gone.
    files: Vec<Option<(WrittenFile, usize)>>,
    places: BTreeMap<&'a str, usize>,
    /// Places of files that the present turn touched.
    recent: BTreeSet<usize>,
    budget: Budget,
}

impl<'a> Replay<'a> {
    /// Makes a change within a turn; `original` is what the file held before, where that is told.
    pub(super) fn change(&mut self, change: &'a Change, turn: usize, original: Option<&str>) {
        let Change { path, action } = change;
        let place = self.places.get(path.as_str()).copied();
        match action {
            Action::Remove => self.remove(path),
            Action::Move(to) => {
                let Some(place) = place.filter(|_| to != path) else {
                    return;
                };
                self.remove(to);
                self.places.remove(path.as_str());
                self.places.insert(to, place);
                self.recent.insert(place);
                if let Some((file, last)) = &mut self.files[place] {
                    file.path.clone_from(to);
                    *last = turn;
                }
            }
            Action::Write(_) | Action::Edit(_) | Action::Insert { .. } | Action::Patch(_) => {
                let file = place.and_then(|place| self.files[place].as_ref());
                let known = file.map(|(file, _)| file.content.as_str());
                let base = known.or(original).map_or(0, str::len);
                if self.budget.copy(base).is_none() {
                    return;
                }
                let content = apply(action, known, original, &mut self.budget);
                let written = WrittenFile {
                    path: path.clone(),
                    content,
                };
                let file = Some((written, turn));
                if let Some(place) = place {
                    self.recent.insert(place);
                    self.files[place] = file;
                } else {
                    self.recent.insert(self.files.len());
                    self.places.insert(path, self.files.len());
                    self.files.push(file);
                }
            }
        }
    }

    /// The files that `turn` was the last to touch.
    pub(super) fn touched(self, turn: usize) -> Vec<WrittenFile> {
        let files = self.files.into_iter().flatten();
        let touched = files.filter(|(_, last)| *last == turn);
        touched.map(|(file, _)| file).collect()
    }

    /// The files that were touched since this was asked last.
    pub(super) fn touched_since(&mut self) -> Vec<WrittenFile> {
        let places = std::mem::take(&mut self.recent).into_iter();
        let touched = places.filter_map(|place| self.files[place].as_ref());
        touched.map(|(file, _)| file.clone()).collect()
    }

    fn remove(&mut self, path: &str) {
        if let Some(place) = self.places.remove(path) {
            self.files[place] = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn files(calls: &[(&str, Value)]) -> Vec<WrittenFile> {
        let changes: Vec<Change> = calls
            .iter()
            .flat_map(|(tool, input)| Change::all(tool, input))
            .collect();
        let mut replay = Replay::default();
        for change in &changes {
            replay.change(change, 0, None);
        }
        replay.touched(0)
    }

    #[test]
    fn removed_and_moved_files_are_replayed() {
        let patch = |body: &str| json!(format!("*** Begin Patch\n{body}\n*** End Patch"));
        let add = "*** Add File: а\n+раз 🙂\n*** Add File: b\n+два\n*** Add File: c\n+три";
        let change =
            "*** Update File: а\n*** Move to: c\n@@\n-раз 🙂\n+и\u{306}\n*** Delete File: b";
        let lost = "*** Update File: c\n@@\n-нет\n+да\n*** Delete File: none\n*** Update File: x\n*** Move to: y";
        let files = files(&[
            ("apply_patch", patch(add)),
            ("apply_patch", json!({"input": patch(change)})),
            ("apply_patch", patch(lost)),
        ]);
        let expected = WrittenFile {
            path: "c".to_owned(),
            content: "и\u{306}\n".to_owned(),
        };
        assert_eq!(files, [expected]);
    }

    #[test]
    fn many_files_cannot_be_grown_without_end() {
        let edit = json!({"old_string": "a", "new_string": "aaaaaaaaaa", "replace_all": true});
        let edits: Vec<_> = (0..6).map(|_| edit.clone()).collect();
        let calls: Vec<_> = (0..1_000)
            .flat_map(|n: u32| {
                let path = n.to_string();
                let write = json!({"file_path": path, "content": "a"});
                let grow = json!({"file_path": path, "edits": edits});
                [("Write", write), ("MultiEdit", grow)]
            })
            .collect();
        let sizes = files(&calls).into_iter().map(|file| file.content.len());
        assert!(sizes.sum::<usize>() < 20 << 20);
    }

    #[test]
    fn many_edits_of_a_huge_file_end() {
        let text = "x\n".repeat(1 << 20);
        let write = json!({"file_path": "a", "content": text});
        let edit = json!({"file_path": "a", "old_string": "x", "new_string": "y"});
        let mut calls = vec![("Write", write)];
        calls.extend((0..20_000).map(|_| ("Edit", edit.clone())));
        assert_eq!(files(&calls)[0].content.len(), text.len());
    }
}
