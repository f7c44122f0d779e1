//! Statements of norm in each language, and facts that look like them.

use super::super::words::Lexicon;
use super::*;

fn weight(language: &str, sentence: &str) -> i32 {
    let words = Lexicon::shipped().language(language).unwrap();
    words.norm(sentence).map_or(0, |norm| norm.weight)
}

/// Each of `norms` weighs as much as a rule of a list does, and `fact` does not.
fn holds(language: &str, norms: &[&str], fact: &str) {
    for norm in norms {
        assert!(
            weight(language, norm) >= 70,
            "{norm}: {}",
            weight(language, norm)
        );
    }
    assert!(
        weight(language, fact) < 70,
        "{fact}: {}",
        weight(language, fact)
    );
}

#[test]
fn russian_norms_are_told_from_facts() {
    let norms = [
        "Подпись не длиннее трёх строк.",
        "Проценты пишем цифрами 🙂",
        "Отзыв заканчивается строкой «До встречи».",
        "Скобок в заголовках нет.",
        "Названия, которые встретились впервые, выделяйте курсивом.",
    ];
    holds("ru", &norms, "Обычно ответ занимает два дня.");
}

#[test]
fn english_norms_are_told_from_facts() {
    let norms = [
        "Distances are in kilometres, in digits.",
        "The summary runs to at most three sentences.",
        "Every note closes with the line `Over to you.`",
        "Slang does not appear in the text.",
        "Readers are tired, so keep it light.",
    ];
    holds(
        "en",
        &norms,
        "The archive has 300 tables and the server is fast.",
    );
}

#[test]
fn german_norms_are_told_from_facts() {
    let norms = [
        "Der Bericht beginnt mit `Stand:`.",
        "Maße werden in Millimetern angegeben, in Ziffern.",
        "Wir siezen alle, die fragen.",
        "Die Antwort hat höchstens vier Sätze.",
        "Floskeln kommen im Text nicht vor.",
    ];
    holds(
        "de",
        &norms,
        "Der Dienst läuft seit zwei Jahren und enthält alte Daten.",
    );
}

#[test]
fn french_norms_are_told_from_facts() {
    let norms = [
        "Chaque fiche s’ouvre sur le nom en gras.",
        "On écrit les heures en chiffres.",
        "Les prix s'écrivent en euros.",
        "La conclusion tient en deux phrases au plus.",
        "Pas de « bonjour » ni de jargon.",
    ];
    holds("fr", &norms, "Le service contient actuellement deux bases.");
}

#[test]
fn spanish_norms_are_told_from_facts() {
    let norms = [
        "El resumen cabe en tres líneas como máximo.",
        "Las fechas se escriben en cifras.",
        "Cada respuesta termina con una pregunta.",
        "En los títulos no hay emojis.",
        "Si no está claro, dilo.",
    ];
    holds(
        "es",
        &norms,
        "Normalmente el servicio tiene dos servidores.",
    );
}

#[test]
fn chinese_norms_are_told_from_facts() {
    let norms = [
        "摘要不超过五十字",
        "每段以小标题开头",
        "日期一律写成阿拉伯数字",
        "正文中不出现感叹号",
    ];
    holds("zh", &norms, "目前项目使用两个数据库");
}

#[test]
fn japanese_norms_are_told_from_facts() {
    let norms = [
        "要約は百二十字以内",
        "返信は「以上」で終わる",
        "日付は西暦で表記",
        "本文に絵文字は使わない",
    ];
    holds("ja", &norms, "現在、サーバーは二台です");
}

#[test]
fn what_is_permitted_or_said_of_the_agent_is_no_norm() {
    assert_eq!(weight("ru", "Можно ответить одной строкой."), 0);
    assert_eq!(
        weight("en", "You are an editor whose texts end with a joke."),
        0
    );
    assert_eq!(
        weight("de", "Du kannst die Antwort mit einem Gruß beenden."),
        0
    );
}

#[test]
fn a_permission_behind_the_norm_leaves_it_one() {
    assert!(
        weight(
            "de",
            "Der Titel steht in Fettschrift; Namen dürfen kursiv sein."
        ) >= 70
    );
}

#[test]
fn an_absence_forbids() {
    let words = Lexicon::shipped().language("ru").unwrap();
    let norm = words.norm("Смайликов в письме нет.").unwrap();
    assert_eq!(norm.strength, Strength::Never);
    assert_eq!(norm.why, "absence `нет`");
}

#[test]
fn words_of_a_quotation_are_not_read() {
    assert_eq!(unquoted("a «не длиннее» b"), "a  `x`  b");
    assert_eq!(unquoted("„e\u{301}“, `«` «"), " `x` , `«` «");
}
