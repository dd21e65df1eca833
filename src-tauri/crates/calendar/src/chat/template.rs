//! Templates: `{weekday} {date}: {times} - {name}[, {specialty}]`.
//!
//! A placeholder in braces is replaced. Text in square brackets is left out when no placeholder inside it has
//! a value. The rows with placeholders are repeated for each [`ChatLine`]. The rows before and after them are
//! not repeated.

use super::line::{ChatLanguage, ChatLine, TemplateKind};
use super::placeholder::{Placeholder, find_placeholder, placeholder_word};

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    before: String,
    body: Vec<TemplatePart>,
    after: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplatePart {
    Text(String),
    Value(Placeholder),
    /// Left out when none of its placeholders has a value.
    Optional(Vec<TemplatePart>),
}

/// Why a template is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A word in braces that is not a placeholder.
    #[error("there is no placeholder {{{0}}}")]
    Unknown(String),
    /// A brace or bracket without its counterpart.
    #[error("`{0}` has no counterpart")]
    Unpaired(char),
}

impl Template {
    /// The text of the default template.
    pub fn default_text(kind: TemplateKind, language: ChatLanguage) -> String {
        let in_braces = |placeholder| format!("{{{}}}", placeholder_word(placeholder, language));
        let [weekday, date, times, name] =
            [Placeholder::Weekday, Placeholder::Date, Placeholder::Times, Placeholder::Name].map(in_braces);
        match (kind, language) {
            (TemplateKind::Offer, _) => {
                let specialty = in_braces(Placeholder::Specialty);
                format!("{weekday} {date}: {times} - {name}[, {specialty}]")
            }
            (TemplateKind::Reminder, ChatLanguage::Ru) => {
                let service = in_braces(Placeholder::Service);
                format!("Здравствуйте! Напоминаем: {weekday}, {date} в {times}, {name}[, {service}]")
            }
            (TemplateKind::Reminder, ChatLanguage::Kk) => {
                let service = in_braces(Placeholder::Service);
                format!("Сәлеметсіз бе! Еске саламыз: {weekday}, {date}, сағат {times}, {name}[, {service}]")
            }
            (TemplateKind::Reminder, ChatLanguage::En) => {
                let service = in_braces(Placeholder::Service);
                format!(
                    "Hello! A reminder of your appointment: {weekday}, {date} at {times}, {name}[, {service}]"
                )
            }
        }
    }

    /// The default template.
    pub fn default_of(kind: TemplateKind, language: ChatLanguage) -> Template {
        Template::parse(&Template::default_text(kind, language)).unwrap_or_else(|_| {
            let mut body = Vec::new();
            complete(&mut body);
            Template { before: String::new(), body, after: String::new() }
        })
    }

    /// Parses a template. Placeholders may be in any of the three languages.
    ///
    /// # Errors
    /// For an unknown placeholder, and for a brace or bracket without its counterpart.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let text = text.trim();
        let rows: Vec<&str> = text.lines().collect();
        let has_placeholder = |row: &&str| row.contains('{');
        let first = rows.iter().position(has_placeholder).unwrap_or(rows.len());
        let end = rows.iter().rposition(has_placeholder).map_or(first, |last| last + 1);
        let mut body = parts_of(&rows[first..end].join("\n"))?;
        // Brackets have no effect in the rows that are not repeated, so they are rejected there.
        for row in rows[..first].iter().chain(&rows[end..]) {
            if let Some(sign) = row.chars().find(|sign| "{}[]".contains(*sign)) {
                return Err(TemplateError::Unpaired(sign));
            }
        }
        complete(&mut body);
        Ok(Template { before: rows[..first].join("\n"), body, after: rows[end..].join("\n") })
    }

    pub(super) fn fill(
        &self,
        lines: &[ChatLine],
        value: impl Fn(Placeholder, &ChatLine) -> Option<String>,
        end: impl Fn(&ChatLine) -> String,
    ) -> String {
        let body = lines.iter().map(|line| {
            let (text, _) = fill_parts(&self.body, &|placeholder| value(placeholder, line));
            text + &end(line)
        });
        let pieces = [self.before.clone()].into_iter().chain(body).chain([self.after.clone()]);
        pieces.filter(|piece| !piece.trim().is_empty()).collect::<Vec<String>>().join("\n")
    }
}

fn parts_of(text: &str) -> Result<Vec<TemplatePart>, TemplateError> {
    let mut parts = Vec::new();
    // While a bracket is open, the parts before it.
    let mut outside: Option<Vec<TemplatePart>> = None;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '[', ']']) {
        if at > 0 {
            parts.push(TemplatePart::Text(rest[..at].to_owned()));
        }
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match (sign, &mut outside) {
            (b'{', _) => {
                let end = rest.find(['{', '}', '[', ']']).filter(|end| rest.as_bytes()[*end] == b'}');
                let end = end.ok_or(TemplateError::Unpaired('{'))?;
                let word = rest[..end].trim();
                let placeholder =
                    find_placeholder(word).ok_or_else(|| TemplateError::Unknown(word.to_owned()))?;
                parts.push(TemplatePart::Value(placeholder));
                rest = &rest[end + 1..];
            }
            (b'[', outside @ None) => *outside = Some(std::mem::take(&mut parts)),
            (b']', outside @ Some(_)) => {
                let inside = std::mem::replace(&mut parts, outside.take().unwrap_or_default());
                parts.push(TemplatePart::Optional(inside));
            }
            (sign, _) => return Err(TemplateError::Unpaired(char::from(sign))),
        }
    }
    if outside.is_some() {
        return Err(TemplateError::Unpaired('['));
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned()));
    }
    Ok(parts)
}

/// Adds the placeholders for weekday, date and times when they are missing. A time without its date can be
/// misunderstood, and the client comes on the wrong day.
fn complete(body: &mut Vec<TemplatePart>) {
    let mut missing: Vec<TemplatePart> = Vec::new();
    if !always_contains(body, Placeholder::Weekday) {
        missing.push(TemplatePart::Value(Placeholder::Weekday));
    }
    if !always_contains(body, Placeholder::Date) {
        if !missing.is_empty() {
            missing.push(TemplatePart::Text(" ".to_owned()));
        }
        missing.push(TemplatePart::Value(Placeholder::Date));
    }
    if !missing.is_empty() {
        missing.push(TemplatePart::Text(if body.is_empty() { ":" } else { ": " }.to_owned()));
        body.splice(0..0, missing);
    }
    if !always_contains(body, Placeholder::Times) {
        body.push(TemplatePart::Text(" ".to_owned()));
        body.push(TemplatePart::Value(Placeholder::Times));
    }
}

/// Whether the text always contains the placeholder.
fn always_contains(parts: &[TemplatePart], placeholder: Placeholder) -> bool {
    parts.iter().any(|part| match part {
        TemplatePart::Value(named) => *named == placeholder,
        TemplatePart::Text(_) => false,
        // Weekday, date and times always have a value, so brackets that contain one of them are always in the
        // text.
        TemplatePart::Optional(inside) => always_contains(inside, placeholder),
    })
}

/// The text, and whether any placeholder in it had a value.
fn fill_parts(parts: &[TemplatePart], value: &impl Fn(Placeholder) -> Option<String>) -> (String, bool) {
    let mut text = String::new();
    let mut has_value = false;
    for part in parts {
        match part {
            TemplatePart::Text(literal) => text.push_str(literal),
            TemplatePart::Value(placeholder) => {
                if let Some(value) = value(*placeholder) {
                    has_value = true;
                    text.push_str(&value);
                }
            }
            TemplatePart::Optional(inside) => {
                let (inside_text, inside_has_value) = fill_parts(inside, value);
                if inside_has_value {
                    has_value = true;
                    text.push_str(&inside_text);
                }
            }
        }
    }
    (text, has_value)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::chat::{ThenTime, compose};

    fn line() -> ChatLine {
        ChatLine {
            date: NaiveDate::from_ymd_opt(2025, 11, 24).unwrap(),
            times: vec!["10:00".into(), "11:30".into()],
            name: "Айгуль Серикова".into(),
            short_name: "Айгуль С.".into(),
            specialty: Some("Терапевт".into()),
            service: None,
            then: None,
            duration_min: 30,
            offset_seconds: 5 * 3600,
        }
    }

    fn text(template: &str, language: ChatLanguage, lines: &[ChatLine]) -> String {
        let today = NaiveDate::from_ymd_opt(2025, 11, 20).unwrap();
        compose(lines, &Template::parse(template).unwrap(), language, today)
    }

    #[test]
    fn default_template_has_the_words_of_its_language() {
        let of = |language| text(&Template::default_text(TemplateKind::Offer, language), language, &[line()]);
        assert_eq!(of(ChatLanguage::Ru), "Пн 24 ноября: 10:00, 11:30 - Айгуль Серикова, терапевт");
        assert_eq!(of(ChatLanguage::Kk), "Дс 24 қараша: 10:00, 11:30 - Айгуль Серикова, терапевт");
        assert_eq!(of(ChatLanguage::En), "Mon 24 November: 10:00, 11:30 - Айгуль Серикова, терапевт");
    }

    #[test]
    fn default_reminder_names_the_service_if_there_is_one() {
        let of = |language, service: Option<&str>| {
            let line =
                ChatLine { times: vec!["10:00".into()], service: service.map(str::to_owned), ..line() };
            text(&Template::default_text(TemplateKind::Reminder, language), language, &[line])
        };
        assert_eq!(
            of(ChatLanguage::Ru, Some("Приём\nтерапевта")),
            "Здравствуйте! Напоминаем: Пн, 24 ноября в 10:00, Айгуль Серикова, Приём терапевта"
        );
        assert_eq!(
            of(ChatLanguage::Kk, None),
            "Сәлеметсіз бе! Еске саламыз: Дс, 24 қараша, сағат 10:00, Айгуль Серикова"
        );
        assert_eq!(
            of(ChatLanguage::En, Some("UZI")),
            "Hello! A reminder of your appointment: Mon, 24 November at 10:00, Айгуль Серикова, UZI"
        );
    }

    #[test]
    fn second_of_two_appointments_follows_the_first_one() {
        let then = ThenTime { time: "12:10".into(), name: "Ли\nАнна".into() };
        let line = ChatLine { times: vec!["11:30".into()], then: Some(then), ..line() };
        let of = |language| text("{date}", language, std::slice::from_ref(&line));
        assert_eq!(of(ChatLanguage::Ru), "Пн: 24 ноября 11:30, затем 12:10 - Ли Анна");
        assert_eq!(of(ChatLanguage::Kk), "Дс: 24 қараша 11:30, сосын 12:10 - Ли Анна");
        assert_eq!(of(ChatLanguage::En), "Mon: 24 November 11:30, then 12:10 - Ли Анна");
    }

    #[test]
    fn brackets_without_a_value_are_left_out() {
        let line = ChatLine { specialty: None, ..line() };
        assert_eq!(
            text("{день} {дата}: {время} - {имя кратко}[, {специальность}]", ChatLanguage::Ru, &[line]),
            "Пн 24 ноября: 10:00, 11:30 - Айгуль С."
        );
    }

    #[test]
    fn missing_weekday_date_and_times_are_added() {
        let of = |template| text(template, ChatLanguage::Ru, &[line()]);
        assert_eq!(of("{имя}"), "Пн 24 ноября: Айгуль Серикова 10:00, 11:30");
        assert_eq!(of("{дата} {время}"), "Пн: 24 ноября 10:00, 11:30");
        assert_eq!(of("{weekday}, {times}"), "24 ноября: Пн, 10:00, 11:30");
        assert_eq!(of(""), "Пн 24 ноября: 10:00, 11:30");
        assert_eq!(of("Ждём вас!"), "Ждём вас!\nПн 24 ноября: 10:00, 11:30");
    }

    #[test]
    fn rows_without_placeholders_are_not_repeated() {
        let template =
            "Свободно:\n{день} {дата}: {время}\n({имя}, {длительность}, {часовой пояс})\nЖдём вас!";
        let other = ChatLine {
            times: vec!["09:00".into()],
            name: "Ли Анна".into(),
            short_name: "Ли А.".into(),
            duration_min: 90,
            ..line()
        };
        assert_eq!(
            text(template, ChatLanguage::Ru, &[line(), other]),
            "Свободно:\nПн 24 ноября: 10:00, 11:30\n(Айгуль Серикова, 30 мин, UTC+5)\n\
             Пн 24 ноября: 09:00\n(Ли Анна, 1 ч 30 мин, UTC+5)\nЖдём вас!"
        );
    }

    #[test]
    fn invalid_template_is_rejected_with_the_reason() {
        for (template, error) in [
            ("{дата} {врач}", TemplateError::Unknown("врач".into())),
            ("{дата", TemplateError::Unpaired('{')),
            ("{дата} {время}}", TemplateError::Unpaired('}')),
            ("{дата} [, {имя}", TemplateError::Unpaired('[')),
            ("{дата}]", TemplateError::Unpaired(']')),
            ("[{дата} [{имя}]]", TemplateError::Unpaired('[')),
            ("Свободно [сегодня]\n{дата}", TemplateError::Unpaired('[')),
        ] {
            assert_eq!(Template::parse(template), Err(error), "{template}");
        }
    }

    #[test]
    fn date_of_another_year_includes_the_year() {
        let next_year = ChatLine { date: NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(), ..line() };
        let of = |language| text("{date}", language, std::slice::from_ref(&next_year));
        assert_eq!(of(ChatLanguage::Ru), "Пн: 5 января 2026 10:00, 11:30");
        assert_eq!(of(ChatLanguage::Kk), "Дс: 2026 ж. 5 қаңтар 10:00, 11:30");
        assert_eq!(of(ChatLanguage::En), "Mon: 5 January 2026 10:00, 11:30");
    }
}
