//! Short names of resources.

use std::collections::HashMap;

/// The short name of a resource: the first word, and the initials of the others. Some accounts put the first name first and
/// some the surname, and the result is right for both: `Айгуль С.`, `Ахметова Н.`
///
/// Only words that look like a part of a name are shortened: `Кабинет 12`, `УЗИ №2` and `Группа ЛФК` stay, and so do brackets.
/// When another one of `all` has the same short name, the name stays whole.
pub fn short_name<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> String {
    let short = shortened(name);
    let is_ambiguous = all.into_iter().any(|other| !is_same(other, name) && shortened(other) == short);
    if is_ambiguous { name.to_owned() } else { short }
}

/// The [`short_name`] of each of `names`.
pub fn short_names(names: &[&str]) -> Vec<String> {
    let shorts: Vec<String> = names.iter().map(|name| shortened(name)).collect();
    let mut owners: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, short) in names.iter().zip(&shorts) {
        let owners = owners.entry(short).or_default();
        if !owners.iter().any(|owner| is_same(owner, name)) {
            owners.push(name);
        }
    }
    let is_ambiguous = |short: &String| owners.get(short.as_str()).is_some_and(|owners| owners.len() > 1);
    let chosen = |(name, short): (&&str, &String)| {
        if is_ambiguous(short) { (*name).to_owned() } else { short.clone() }
    };
    names.iter().zip(&shorts).map(chosen).collect()
}

fn is_same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

fn shortened(name: &str) -> String {
    let mut open_brackets: usize = 0;
    let mut words: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        let is_in_brackets = open_brackets > 0 || word.starts_with(['(', '[']);
        open_brackets = open_brackets.saturating_add(word.matches(['(', '[']).count());
        open_brackets = open_brackets.saturating_sub(word.matches([')', ']']).count());
        match initial(word) {
            Some(initial) if !words.is_empty() && !is_in_brackets => words.push(format!("{initial}.")),
            _ => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}

/// The initial of a part of a name: one capital, then small letters. A part may be joined by a hyphen: `Анна-Мария`. An
/// initial stays an initial.
fn initial(word: &str) -> Option<char> {
    let mut letters = word.chars();
    let first = letters.next().filter(|letter| letter.is_uppercase())?;
    let rest = letters.as_str();
    let is_name = rest.split('-').enumerate().all(|(part, text)| {
        let small = if part == 0 { text } else { text.strip_prefix(char::is_uppercase).unwrap_or(text) };
        !small.is_empty() && small.chars().all(|letter| letter.is_lowercase() || "'’ʼ".contains(letter))
    });
    is_name.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_name_become_initials() {
        for (name, short) in [
            (" Айгуль  Серикова ", "Айгуль С."),
            ("Ахметова Наталья Ивановна", "Ахметова Н. И."),
            ("Айгуль", "Айгуль"),
            ("Қожахмет Әсем", "Қожахмет Ә."),
            ("Петрова Анна-Мария", "Петрова А."),
            ("Ахметова Н. И.", "Ахметова Н. И."),
            ("", ""),
        ] {
            assert_eq!(short_name(name, []), short, "{name}");
        }
    }

    #[test]
    fn numbers_brackets_and_other_words_stay() {
        for (name, short) in [
            ("Кабинет 12", "Кабинет 12"),
            ("УЗИ №2", "УЗИ №2"),
            ("Айгуль Серикова (стажёр)", "Айгуль С. (стажёр)"),
            ("Айгуль Серикова (стажёр Ивановой Анны)", "Айгуль С. (стажёр Ивановой Анны)"),
            ("Группа ЛФК", "Группа ЛФК"),
            ("Процедурный кабинет", "Процедурный кабинет"),
            ("Кресло A", "Кресло A"),
            ("Зал 2-й этаж", "Зал 2-й этаж"),
        ] {
            assert_eq!(short_name(name, []), short, "{name}");
        }
    }

    #[test]
    fn name_stays_whole_when_another_one_has_the_same_short_name() {
        let all = ["Айгуль Серикова", "Айгуль Сейтова", "Тимур Исабеков", "Айгуль  Серикова"];
        let shorts = all.map(|name| short_name(name, all));
        assert_eq!(short_names(&all), shorts);
        assert_eq!(shorts, ["Айгуль Серикова", "Айгуль Сейтова", "Тимур И.", "Айгуль  Серикова"]);
    }
}
