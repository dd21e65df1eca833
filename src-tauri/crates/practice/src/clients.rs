//! Invented clients. Their phone numbers and identification numbers cannot belong to a real person.

use chrono::{Datelike, Days, NaiveDate};

use crate::random::Random;

/// A client. The same number is the same client in all appointments.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) number: i64,
    pub(crate) female: bool,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) middle_name: Option<&'static str>,
    pub(crate) phone: String,
    pub(crate) birth_date: NaiveDate,
}

/// The number of the first child. Adults have lower numbers.
const FIRST_CHILD_NUMBER: i64 = 1_400;
const LAST_NUMBER: i64 = 1_899;

/// First name and middle name of women.
const FEMALE_NAMES: [(&str, &str); 26] = [
    ("Айгүл", "Маратқызы"),
    ("Ақмарал", "Серікқызы"),
    ("Алёна", "Игоревна"),
    ("Анна", "Петровна"),
    ("Асель", "Болатовна"),
    ("Баян", "Ерланқызы"),
    ("Валентина", "Фёдоровна"),
    ("Гаухар", "Нұрланқызы"),
    ("Дарья", "Алексеевна"),
    ("Диана", "Рустемовна"),
    ("Екатерина", "Михайловна"),
    ("Жанна", "Кайратовна"),
    ("Жұлдыз", "Асқарқызы"),
    ("Индира", "Талгатовна"),
    ("Қарлығаш", "Бекболатқызы"),
    ("Ксения", "Олеговна"),
    ("Ләззат", "Сәбитқызы"),
    ("Мария", "Андреевна"),
    ("Меруерт", "Дәуренқызы"),
    ("Назгүл", "Ғалымқызы"),
    ("Полина", "Денисовна"),
    ("Сәуле", "Төлегенқызы"),
    ("София", "Максимовна"),
    ("Татьяна", "Викторовна"),
    ("Шолпан", "Бауыржанқызы"),
    ("Юлия", "Романовна"),
];

/// First name and middle name of men.
const MALE_NAMES: [(&str, &str); 24] = [
    ("Абай", "Маратұлы"),
    ("Алихан", "Серікұлы"),
    ("Антон", "Игоревич"),
    ("Арсен", "Болатович"),
    ("Асхат", "Ерланұлы"),
    ("Бекзат", "Нұрланұлы"),
    ("Вадим", "Фёдорович"),
    ("Ғани", "Асқарұлы"),
    ("Даулет", "Рустемович"),
    ("Денис", "Михайлович"),
    ("Евгений", "Петрович"),
    ("Ержан", "Кайратович"),
    ("Жандос", "Бекболатұлы"),
    ("Иван", "Алексеевич"),
    ("Қанат", "Сәбитұлы"),
    ("Кирилл", "Олегович"),
    ("Мақсат", "Дәуренұлы"),
    ("Михаил", "Андреевич"),
    ("Мұрат", "Ғалымұлы"),
    ("Николай", "Викторович"),
    ("Рустам", "Талгатович"),
    ("Серік", "Төлегенұлы"),
    ("Степан", "Романович"),
    ("Шыңғыс", "Бауыржанұлы"),
];

/// Each last name in its female and male form.
const LAST_NAMES: [(&str, &str); 34] = [
    ("Абишева", "Абишев"),
    ("Алтынбек", "Алтынбек"),
    ("Андреева", "Андреев"),
    ("Әбдіқадырова", "Әбдіқадыров"),
    ("Бажанова", "Бажанов"),
    ("Белова", "Белов"),
    ("Бондаренко", "Бондаренко"),
    ("Гончарова", "Гончаров"),
    ("Досанова", "Досанов"),
    ("Егорова", "Егоров"),
    ("Ермекова", "Ермеков"),
    ("Есімхан", "Есімхан"),
    ("Жақсылықова", "Жақсылықов"),
    ("Зайцева", "Зайцев"),
    ("Ибраева", "Ибраев"),
    ("Қалиева", "Қалиев"),
    ("Ковальчук", "Ковальчук"),
    ("Құлмағамбетова", "Құлмағамбетов"),
    ("Ли", "Ли"),
    ("Макарова", "Макаров"),
    ("Мұқанова", "Мұқанов"),
    ("Муратбекова", "Муратбеков"),
    ("Никитина", "Никитин"),
    ("Омарова", "Омаров"),
    ("Островская", "Островский"),
    ("Өтегенова", "Өтегенов"),
    ("Пак", "Пак"),
    ("Раимбекова", "Раимбеков"),
    ("Сағынтай", "Сағынтай"),
    ("Соколова", "Соколов"),
    ("Тасболатова", "Тасболатов"),
    ("Тимофеева", "Тимофеев"),
    ("Хасенова", "Хасенов"),
    ("Шевченко", "Шевченко"),
];

/// Codes of mobile operators. The next digits are always 000, a block that no operator assigns.
const PHONE_CODES: [&str; 7] = ["700", "701", "702", "705", "707", "747", "778"];

/// A random client: a child for resources that see children, otherwise an adult.
pub(crate) fn random_client(random: &mut Random, child: bool) -> Client {
    client(if child {
        random.between(FIRST_CHILD_NUMBER, LAST_NUMBER)
    } else {
        random.between(0, FIRST_CHILD_NUMBER - 1)
    })
}

fn client(number: i64) -> Client {
    let mut random = Random::from_seeds(&[0x0063_6c69_656e_7473, number]);
    let female = random.chance(60);
    let (first_name, middle_name) =
        *if female { random.pick(&FEMALE_NAMES) } else { random.pick(&MALE_NAMES) };
    let (female_form, male_form) = *random.pick(&LAST_NAMES);
    let birth_year =
        if number >= FIRST_CHILD_NUMBER { random.between(2012, 2024) } else { random.between(1946, 2006) };
    let new_year = i32::try_from(birth_year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    let birth_date = new_year.unwrap_or_default() + Days::new(random.between(0, 364).unsigned_abs());
    let code = random.pick(&PHONE_CODES);
    Client {
        number,
        female,
        first_name,
        last_name: if female { female_form } else { male_form },
        middle_name: random.chance(35).then_some(middle_name),
        phone: format!("+7{code}000{:04}", 1_000 + number),
        birth_date,
    }
}

impl Client {
    /// An identification number (IIN) with the right length and the birth date of the client. Its control digit is wrong on
    /// purpose, so that no real person has this number.
    pub(crate) fn identifier(&self) -> String {
        let century = if self.birth_date.year() < 2000 { 3 } else { 5 };
        let first_eleven = format!(
            "{}{}{:04}",
            self.birth_date.format("%y%m%d"),
            century + i64::from(self.female),
            self.number
        );
        let correct = control_digit(&first_eleven);
        format!("{first_eleven}{}", (correct + 1) % 10)
    }
}

/// The control digit of an identification number.
fn control_digit(first_eleven: &str) -> u32 {
    let sum = |shift: u32| -> u32 {
        let weights = (0..11).map(|position| (position + shift) % 11 + 1);
        first_eleven
            .chars()
            .filter_map(|digit| digit.to_digit(10))
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum()
    };
    match sum(0) % 11 {
        10 => sum(2) % 11 % 10,
        digit => digit,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn phones_are_unique_and_in_an_unassigned_block() {
        let phones: HashSet<String> = (0..=LAST_NUMBER).map(|number| client(number).phone).collect();
        assert_eq!(phones.len(), usize::try_from(LAST_NUMBER + 1).unwrap());
        assert!(phones.iter().all(|phone| phone.len() == 12 && &phone[5..8] == "000"));
    }

    #[test]
    fn identifier_has_twelve_digits_and_a_wrong_control_digit() {
        for number in 0..=LAST_NUMBER {
            let identifier = client(number).identifier();
            assert_eq!(identifier.len(), 12, "{identifier}");
            let last = identifier.chars().last().and_then(|digit| digit.to_digit(10)).unwrap();
            assert_ne!(last, control_digit(&identifier[..11]), "{identifier}");
        }
    }

    #[test]
    fn women_never_have_a_male_form_of_a_last_name() {
        for person in (0..=LAST_NUMBER).map(client) {
            let form = LAST_NAMES.iter().find(|(_, male)| *male == person.last_name);
            assert!(!person.female || form.is_none_or(|(female, male)| female == male), "{person:?}");
        }
    }
}
