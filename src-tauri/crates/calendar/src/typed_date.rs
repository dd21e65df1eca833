//! A date that the user types: `24.11`, `24.11.2026`, `24`, `завтра`, `пн`, `+2н`. The words of all three languages are
//! understood in each of them.

use chrono::{Datelike, Months, NaiveDate, TimeDelta, Weekday};

/// The years of dates that can be displayed.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;
/// A longer text is no date.
const MAX_CHARS: usize = 20;

const DAYS_FROM_TODAY: [(&str, i64); 12] = [
    ("позавчера", -2),
    ("вчера", -1),
    ("сегодня", 0),
    ("завтра", 1),
    ("послезавтра", 2),
    ("кеше", -1),
    ("бүгін", 0),
    ("ертең", 1),
    ("бүрсігүні", 2),
    ("yesterday", -1),
    ("today", 0),
    ("tomorrow", 1),
];

/// The short name and the whole one in Russian, Kazakh and English.
const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Mon, &["пн", "понедельник", "дс", "дүйсенбі", "mon", "monday"]),
    (Weekday::Tue, &["вт", "вторник", "сс", "сейсенбі", "tue", "tuesday"]),
    (Weekday::Wed, &["ср", "среда", "среду", "сәрсенбі", "wed", "wednesday"]),
    (Weekday::Thu, &["чт", "четверг", "бс", "бейсенбі", "thu", "thursday"]),
    (Weekday::Fri, &["пт", "пятница", "пятницу", "жм", "жұма", "fri", "friday"]),
    (Weekday::Sat, &["сб", "суббота", "субботу", "сенбі", "sat", "saturday"]),
    (Weekday::Sun, &["вс", "воскресенье", "жс", "жексенбі", "sun", "sunday"]),
];

const DAYS: [&str; 10] = ["", "д", "дн", "день", "дня", "дней", "к", "күн", "d", "days"];
const WEEKS: [&str; 9] = ["н", "нед", "неделя", "недели", "недель", "ап", "апта", "w", "weeks"];
const MONTHS: [&str; 8] = ["м", "мес", "месяц", "месяца", "месяцев", "ай", "m", "months"];

/// The date that a text means. `None` if the text is no date, or if there is no such date.
pub fn typed_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    if text.chars().count() > MAX_CHARS {
        return None;
    }
    let text = text.trim().to_lowercase();
    let text = text.strip_suffix('.').unwrap_or(&text);
    by_word(text, today)
        .or_else(|| by_weekday(text, today))
        .or_else(|| by_distance(text, today))
        .or_else(|| by_numbers(text, today))
        .filter(|date| YEARS.contains(&date.year()))
}

fn by_word(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (_, days) = DAYS_FROM_TODAY.iter().find(|(word, _)| *word == text)?;
    today.checked_add_signed(TimeDelta::days(*days))
}

/// The next day of this name, and never today.
fn by_weekday(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (weekday, _) = WEEKDAYS.iter().find(|(_, names)| names.contains(&text))?;
    today.iter_days().skip(1).find(|date| date.weekday() == *weekday)
}

fn by_distance(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (forward, rest) = match text.chars().next()? {
        '+' => (true, text.strip_prefix('+')?),
        sign @ ('-' | '−') => (false, text.strip_prefix(sign)?),
        _ => return None,
    };
    let rest = rest.trim_start();
    let unit_at = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
    let (count, unit) = (rest.get(..unit_at)?, rest.get(unit_at..)?.trim_start());
    let count: u32 = count.parse().ok().filter(|count| *count < 1000)?;
    if MONTHS.contains(&unit) {
        let months = Months::new(count);
        return if forward { today.checked_add_months(months) } else { today.checked_sub_months(months) };
    }
    let days = if WEEKS.contains(&unit) {
        i64::from(count).checked_mul(7)?
    } else {
        DAYS.contains(&unit).then_some(i64::from(count))?
    };
    today.checked_add_signed(TimeDelta::days(if forward { days } else { days.checked_neg()? }))
}

fn by_numbers(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<u32> = text
        .split(['.', '/', '-', ' '])
        .map(|part| {
            let is_number = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse().ok()).flatten()
        })
        .collect::<Option<_>>()?;
    match parts[..] {
        // This day of the present month, or of the next one that has it, if it is over.
        [day] => (0..3)
            .filter_map(|months| today.with_day(1)?.checked_add_months(Months::new(months))?.with_day(day))
            .find(|date| *date >= today),
        // Without a year: the nearest one.
        [day, month] => [-1, 0, 1]
            .into_iter()
            .filter_map(|years| NaiveDate::from_ymd_opt(today.year().checked_add(years)?, month, day))
            .min_by_key(|date| date.signed_duration_since(today).num_days().unsigned_abs()),
        [day, month, year] => {
            let year = if year < 100 { year.checked_add(2000)? } else { year };
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, today: &str) -> Option<String> {
        typed_date(text, today.parse().unwrap()).map(|date| date.to_string())
    }

    #[test]
    fn words_numbers_and_distances_are_dates() {
        // A Tuesday.
        let cases = [
            ("24.11", "2026-11-24"),
            ("30.11", "2026-11-30"),
            ("1.12.", "2026-12-01"),
            ("05/01", "2027-01-05"),
            ("24.11.25", "2025-11-24"),
            ("29.02.2028", "2028-02-29"),
            ("26", "2026-11-26"),
            ("3", "2026-12-03"),
            ("31", "2026-12-31"),
            ("завтра", "2026-11-25"),
            (" Послезавтра ", "2026-11-26"),
            ("ертең", "2026-11-25"),
            ("yesterday", "2026-11-23"),
            ("пн", "2026-11-30"),
            ("вт", "2026-12-01"),
            ("ср", "2026-11-25"),
            ("жс", "2026-11-29"),
            ("Sunday", "2026-11-29"),
            ("+2н", "2026-12-08"),
            ("+ 2 нед", "2026-12-08"),
            ("+3", "2026-11-27"),
            ("-1н", "2026-11-17"),
            ("−2", "2026-11-22"),
            ("+1м", "2026-12-24"),
            ("+2ап", "2026-12-08"),
            ("+1w", "2026-12-01"),
        ];
        for (text, date) in cases {
            assert_eq!(typed(text, "2026-11-24").as_deref(), Some(date), "{text}");
        }
        assert_eq!(typed("+1м", "2027-01-31").as_deref(), Some("2027-02-28"));
    }

    #[test]
    fn other_texts_are_no_dates() {
        let long = "1".repeat(1_000);
        let texts = [
            "",
            "24.13",
            "31.11",
            "30.02.2026",
            "29.02.2027",
            "32",
            "0",
            "мама",
            "+2ю",
            "+",
            "24.11.1900",
            "1.1.1.1",
            "+9999",
            &long,
        ];
        for text in texts {
            assert_eq!(typed(text, "2026-11-24"), None, "{text}");
        }
    }
}
