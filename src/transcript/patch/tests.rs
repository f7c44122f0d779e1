//! Patches read and applied.

use super::*;

fn wrapped(body: &str) -> String {
    format!("*** Begin Patch\n{body}\n*** End Patch")
}

/// The text of `base` after the first change of a patch that updates it.
fn updated(base: &str, hunks: &str) -> Option<String> {
    let text = wrapped(&format!("*** Update File: a\n{hunks}"));
    let Action::Patch(hunks) = changes(&text).remove(0).action else {
        panic!("no patch");
    };
    applied(base, &hunks)
}

fn told(text: &str) -> Vec<String> {
    let changes = changes(text);
    let name = |change: &Change| match &change.action {
        Action::Write(text) => format!("write {} {text}", change.path),
        Action::Patch(_) => format!("patch {}", change.path),
        Action::Remove => format!("remove {}", change.path),
        Action::Move(to) => format!("move {} {to}", change.path),
        Action::Edit(_) | Action::Insert { .. } => "?".to_owned(),
    };
    changes.iter().map(name).collect()
}

#[test]
fn files_are_added_updated_deleted_and_moved() {
    let body = "*** Add File: а.py\n+print('да 🙂')\n+\n*** Update File: b\n*** Move to: c\n@@\n-x\n+y\n*** Delete File: d";
    let expected = [
        "write а.py print('да 🙂')\n\n",
        "patch b",
        "move b c",
        "remove d",
    ];
    assert_eq!(told(&wrapped(body)), expected);
}

#[test]
fn a_patch_is_found_in_a_heredoc_and_twice_in_one_command() {
    let patch = wrapped("*** Add File: a\n+1");
    let command =
        format!("cd x && apply_patch <<'EOF'\n{patch}\nEOF\napply_patch <<'EOF'\n{patch}\nEOF");
    assert_eq!(told(&command), ["write a 1\n", "write a 1\n"]);
}

#[test]
fn a_patch_that_is_cut_off_changes_nothing() {
    assert!(changes("*** Begin Patch\n*** Add File: a\n+1").is_empty());
    assert!(changes("no patch").is_empty());
}

#[test]
fn hunks_are_applied_in_order() {
    let base = "a\nb\nc\nb\n";
    assert_eq!(
        updated(base, "@@\n a\n-b\n+B\n@@\n-b\n+Б 🙂").unwrap(),
        "a\nB\nc\nБ 🙂\n"
    );
}

#[test]
fn an_anchor_tells_equal_places_apart() {
    let base = "def one():\n    pass\ndef two():\n    pass\n";
    let hunk = "@@ def two():\n-    pass\n+    return 2";
    assert_eq!(
        updated(base, hunk).unwrap(),
        "def one():\n    pass\ndef two():\n    return 2\n"
    );
}

#[test]
fn the_end_of_the_file_is_meant_where_it_is_said() {
    let hunk = "@@\n-x\n+y\n*** End of File";
    assert_eq!(updated("x\nx\n", hunk).unwrap(), "x\ny\n");
}

#[test]
fn lines_that_are_only_added_go_to_the_end_or_below_the_anchor() {
    assert_eq!(updated("a\nb\n", "@@\n+c").unwrap(), "a\nb\nc\n");
    assert_eq!(updated("a\nb\n", "@@ a\n+c").unwrap(), "a\nc\nb\n");
    assert_eq!(updated("", "@@\n+c").unwrap(), "c\n");
}

#[test]
fn trailing_white_space_and_crlf_do_not_hide_a_place() {
    assert_eq!(
        updated("a  \nb\n", "@@\n-a\n+и\u{306}").unwrap(),
        "и\u{306}\nb\n"
    );
    assert_eq!(
        updated("a\r\nb\r\n", "@@\n a\n-b\n+c").unwrap(),
        "a\r\nc\r\n"
    );
}

/// A hunk that does not apply leaves the file as it was, and so do the others of its file.
#[test]
fn a_hunk_without_a_place_spoils_the_patch_of_its_file() {
    assert_eq!(updated("a\nb\n", "@@\n-a\n+A\n@@\n-q\n+r"), None);
    assert_eq!(updated("a\n", "@@ q\n-a\n+b"), None);
    assert_eq!(updated("a\n", "@@\n-a\n-b\n-c\n+d"), None);
}

#[test]
fn a_file_that_was_never_shown_is_known_by_its_new_lines() {
    let text = wrapped("*** Update File: a\n@@\n a\n-b\n+c");
    let Action::Patch(hunks) = changes(&text).remove(0).action else {
        panic!("no patch");
    };
    assert_eq!(new_side(&hunks), "a\nc\n");
}

#[test]
fn a_unified_diff_is_read_by_its_counts() {
    let diff = "diff --git a/t.sql b/t.sql\n--- a/t.sql\n+++ b/t.sql\n@@ -1,3 +1,3 @@ x\n a\n--- b\n+-- c\n d\n\ndiff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+я\ndiff --git a/g b/g\n--- a/g\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
    let changes = unified(diff);
    let paths: Vec<_> = changes.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(paths, ["t.sql", "n", "g"]);
    let Action::Patch(hunks) = &changes[0].action else {
        panic!("no patch");
    };
    assert_eq!(applied("a\n-- b\nd\n", hunks).unwrap(), "a\n-- c\nd\n");
    assert_eq!(changes[1].action, Action::Write("я\n".to_owned()));
    assert_eq!(changes[2].action, Action::Remove);
}

#[test]
fn broken_diffs_give_what_they_have() {
    for diff in [
        "@@ -1 +1 @@\n+x",
        "--- a\n+++ b\n@@ -x +y @@",
        "+++ b/a\n@@ -9,9 +9,9 @@\n+x",
        "@@ -,",
    ] {
        let _ = unified(diff);
    }
    assert!(unified("--- a/x\n+++ b/x\n@@ -1,99999999999999999999 +1 @@\n+x\n").is_empty());
    let most = format!("--- a/x\n+++ b/x\n@@ -1,{0} +1,{0} @@\n+x\n", usize::MAX);
    assert_eq!(unified(&most).len(), 1);
}

#[test]
fn many_equal_lines_are_searched_in_linear_time() {
    let base = "a\n".repeat(100_000);
    let hunk = format!("@@\n{}-b\n+c", "-a\n".repeat(50_000));
    assert_eq!(updated(&base, &hunk), None);
}
