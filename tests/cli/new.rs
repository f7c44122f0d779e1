//! A rubric to start from.

use crate::folder::Folder;

#[test]
fn the_starter_lints_and_tests_clean_in_both_languages() {
    let folder = Folder::new();
    for lang in ["en", "ru"] {
        let name = format!("{lang}.yaml");
        folder.run(&["new", &name, "--lang", lang]).exits(0);
        let linted = folder.run(&["lint", &name]).exits(0);
        assert!(!linted.out.contains("warning"), "{}", linted.out);
        assert!(!linted.err.contains("warning"), "{}", linted.err);
        folder.run(&["test", &name]).exits(0);
        let printed = folder.run(&["new", "--lang", lang]).exits(0);
        assert_eq!(printed.out, folder.read(&name));
    }
    assert!(folder.read("ru.yaml").contains("# У критерия"));
}

#[test]
fn a_file_that_is_there_stays() {
    let folder = Folder::new();
    let before = folder.read("rubric.yaml");
    folder
        .run(&["new", "rubric.yaml"])
        .exits(2)
        .says("`rubric.yaml` is there already");
    assert_eq!(folder.read("rubric.yaml"), before);
    folder
        .run(&["new", "nowhere/r.yaml"])
        .exits(2)
        .says("no folder");
}

#[test]
fn the_starter_for_an_agent_names_it() {
    let folder = Folder::new();
    folder.write("agents/мой.md", "# Agent\n\n- Always answer.\n");
    folder.write("rubrics/keep", "");
    folder
        .run(&["new", "rubrics/r.yaml", "--agent", "agents/мой.md"])
        .exits(0)
        .says("`semper derive agents/мой.md`");
    let text = folder.read("rubrics/r.yaml");
    assert!(text.contains("agent: ../agents/мой.md\n"), "{text}");
    folder.run(&["test", "rubrics/r.yaml"]).exits(0);
    folder
        .run(&["new", "rubrics/s.yaml", "--agent", "gone.md"])
        .exits(2)
        .says("there is no such file");
}
