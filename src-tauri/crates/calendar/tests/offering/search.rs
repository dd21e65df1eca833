//! The search for appointments.

use calendar::model::{Appointment, Interval, OpenEnum, Payload, Status, Tenge};
use calendar::search::{SearchIndex, client_appointments, matching, search};
use calendar::view::types::SearchResults;
use calendar::{Calendar, Filter};
use chrono_tz::Tz;

use crate::fixture::{SavedResponse, fixture_path};
use crate::support::{ANNA, BORIS, anna_in, appointment, at, hiding};

const NOW: &str = "2025-11-24T05:00:00Z";

fn week() -> Interval {
    Interval::new(at("2025-11-23T19:00:00Z"), at("2025-11-30T19:00:00Z"))
}

/// An appointment of a client with Anna, 30 minutes long.
fn client_appointment(id: i64, start: &str, name: &str, phone: &str, service: &str) -> Appointment {
    let mut appointment = appointment(id, ANNA, start, start);
    appointment.ends_at += chrono::TimeDelta::minutes(30);
    appointment.client_name = Some(name.to_owned());
    appointment.client_phone = (!phone.is_empty()).then(|| phone.to_owned());
    appointment.service_name_snapshot = (!service.is_empty()).then(|| service.to_owned());
    appointment
}

fn index(appointments: Vec<Appointment>) -> SearchIndex {
    SearchIndex::new(&Calendar::new(Payload { appointments, ..anna_in("Asia/Almaty") }), week())
}

fn sample_index() -> SearchIndex {
    index(vec![
        client_appointment(
            101,
            "2025-11-24T04:00:00Z",
            "Алёна Тимофеева",
            "8 (701) 123-45-67",
            "Приём терапевта",
        ),
        client_appointment(
            102,
            "2025-11-24T06:00:00Z",
            "Серік Досанов",
            "+7 702 765 43 21",
            "УЗИ брюшной полости",
        ),
        client_appointment(7011, "2025-11-26T06:00:00Z", "Мария Пак", "77051112233", "Осмотр"),
        Appointment {
            status: Status::Cancelled,
            ..client_appointment(104, "2025-11-25T06:00:00Z", "Пётр Алёнин", "", "Повторный приём")
        },
    ])
}

/// The ids of the coming and of the past hits.
fn ids(results: &SearchResults) -> (Vec<i64>, Vec<i64>) {
    let of = |hits: &[calendar::view::types::SearchHit]| hits.iter().map(|hit| hit.id).collect();
    (of(&results.coming), of(&results.past))
}

fn find(text: &str) -> (Vec<i64>, Vec<i64>) {
    ids(&search(&[&sample_index()], text, &Filter::default(), Tz::Asia__Almaty, at(NOW)))
}

#[test]
fn part_of_a_name_is_found_in_any_case_with_yo_equal_to_ye() {
    for text in ["Алёна", "алена", "АЛЁНА", "лён", " тимоф ", "тимофеева алена", "Алена  Тимофеева"]
    {
        assert!(find(text).1.contains(&101), "{text}");
    }
    assert_eq!(find("ален"), (vec![104], vec![101]), "cancelled appointments are found too");
    assert_eq!(find("СЕРІК"), (vec![102], vec![]));
    assert_eq!(find("тимофеева мария"), (vec![], vec![]));
}

#[test]
fn phone_number_is_found_in_any_notation() {
    let notations = [
        "87011234567",
        "8 701 123 45 67",
        "+7 701 123-45-67",
        "+7(701)1234567",
        "7 701 123",
        "701 123",
        "8701",
        "8 (701",
        "4567",
        "45 67",
        "45-67",
        "1234567",
        "(701) 123",
    ];
    for text in notations {
        assert!(find(text).1.contains(&101), "{text}");
        assert!(!find(text).0.contains(&102), "{text}");
    }
    assert_eq!(find("8 702 765"), (vec![102], vec![]));
    assert_eq!(find("+77051112233"), (vec![7011], vec![]));
    assert_eq!(find("2233"), (vec![7011], vec![]));
    assert_eq!(find("23"), (vec![], vec![]), "two digits are too few for a phone number");
}

/// The ids and ranks of the hits, the best first.
fn ranks(appointments: Vec<Appointment>, text: &str) -> Vec<(i64, u32)> {
    let start = week().start;
    let results = search(&[&index(appointments)], text, &Filter::default(), Tz::Asia__Almaty, start);
    results.coming.iter().map(|hit| (hit.id, hit.rank)).collect()
}

fn client(id: i64, name: &str, phone: &str) -> Appointment {
    client_appointment(id, "2025-11-24T06:00:00Z", name, phone, "Консультация")
}

#[test]
fn phone_number_pasted_from_a_messenger_is_found() {
    let pasted = [
        "\u{2066}+7 701 123\u{2011}45\u{2011}67\u{2069}",
        "\u{202a}+7\u{a0}701\u{a0}123\u{2013}45\u{2014}67\u{202c}",
        "8701\u{200b}123\u{ad}4567",
        "tel:+77011234567",
        "тел. +7 (701) 123-45-67",
        "Телефон: 8 701 123 45 67",
        "ТЕЛ 7011234567",
        "whatsapp +77011234567",
        "моб. 123 45 67",
        "８７０１１２３４５６７",
    ];
    for text in pasted {
        assert_eq!(ranks(vec![client(1, "Ахметова Сауле", "+77011234567")], text), [(1, 1)], "{text:?}");
    }
}

#[test]
fn name_and_digits_together_must_both_match() {
    let people =
        || vec![client(1, "Ахметова Сауле", "+77011234567"), client(2, "Ахметова Дина", "+77019999999")];
    for text in ["Ахметова 4567", "4567 ахметова", "Ахметова, тел. 123-45-67", "сауле +7 701 123 45 67"]
    {
        assert_eq!(ranks(people(), text), [(1, 1)], "{text}");
    }
    assert_eq!(ranks(people(), "Петров 4567"), []);
    let room = client_appointment(3, "2025-11-24T06:00:00Z", "Ли", "", "Массаж, 60 мин, кабинет №2");
    assert_eq!(ranks(vec![room.clone()], "массаж 60"), [(3, 1)]);
    assert_eq!(ranks(vec![room], "кабинет №2"), [(3, 1)]);
}

#[test]
fn every_number_of_a_phone_field_is_found_and_an_extension_too() {
    let two = || vec![client(1, "Петрова Анна", "8 701 222 33 44, 8 777 555 66 77")];
    for text in ["8 701 222 33 44", "+77012223344", "8 777 555 66 77", "+77775556677", "777 555", "5566"] {
        assert_eq!(ranks(two(), text), [(1, 1)], "{text}");
    }
    assert_eq!(
        ranks(two(), "44877"),
        [],
        "the end of one number and the beginning of the next are not one number"
    );
    let extension =
        || vec![client(1, "Ли", "8 (7172) 55-66-77 доб. 12"), client(2, "Пак", "8 (7172) 55-66-77")];
    assert_eq!(ranks(extension(), "55 66 77 доб. 12"), [(1, 1), (2, 2)]);
    assert_eq!(ranks(extension(), "+7 7172 556677"), [(1, 1), (2, 1)]);
}

#[test]
fn kazakh_letters_are_found_by_the_letters_of_a_russian_keyboard_and_the_other_way_round() {
    let people = || {
        vec![
            client(1, "Қасымов Нұрлан", ""),
            client(2, "Касымов Нурлан", ""),
            client(3, "Гүлнәр Өмірбек", ""),
            client(4, "Андрей За\u{438}\u{306}цев", ""),
        ]
    };
    assert_eq!(ranks(people(), "Касымов"), [(2, 1), (1, 2)], "the exact hit is first");
    assert_eq!(ranks(people(), "қасымов"), [(1, 1), (2, 2)]);
    assert_eq!(ranks(people(), "Гульнар"), [(3, 2)]);
    assert_eq!(ranks(people(), "Гулнар"), [(3, 2)]);
    assert_eq!(ranks(people(), "омирбек"), [(3, 2)]);
    assert_eq!(ranks(people(), "зайцев"), [(4, 1)]);
}

#[test]
fn name_in_latin_letters_is_found_after_the_exact_hits() {
    let people = || {
        vec![client(1, "Қасымов Нұрлан", ""), client(2, "Kasymov Nurlan", ""), client(3, "Жанна Юрьева", "")]
    };
    assert_eq!(ranks(people(), "Kasymov"), [(2, 1), (1, 3)]);
    assert_eq!(ranks(people(), "Касымов"), [(1, 2), (2, 3)]);
    assert_eq!(ranks(people(), "zhanna yuryeva"), [(3, 3)]);
    assert_eq!(ranks(people(), "Нypлaн"), [(1, 3), (2, 3)], "with the Latin letters y, p and a");
    assert_eq!(ranks(people(), "k"), [(2, 1)], "one letter is not searched for in another alphabet");
}

#[test]
fn text_in_the_other_keyboard_layout_is_found_after_the_exact_hits() {
    let people = || {
        vec![
            client(1, "Мария Пак", "+77011234567"),
            client(2, "Gfrov Andrey", ""),
            client(3, "Қасымов Нұрлан", ""),
            client(4, "Болат Халимов", ""),
        ]
    };
    assert_eq!(ranks(people(), "gfr"), [(2, 1), (1, 4)]);
    assert_eq!(ranks(people(), "Gfr 4567"), [(1, 4)]);
    assert_eq!(ranks(people(), "фтв"), [(2, 4)]);
    assert_eq!(ranks(people(), "0fcsv"), [(3, 4)], "a Kazakh keyboard has letters in the row of digits");
    assert_eq!(ranks(people(), "rfcsv"), [(3, 4)], "the letters of a Russian keyboard");
    assert_eq!(ranks(people(), "77қ1123"), [(1, 4)]);
    assert_eq!(ranks(people(), ",jkfn [fkbv"), [(4, 4)]);
    assert_eq!(ranks(people(), "g"), [(2, 1)], "one letter is not tried in another layout");
    assert_eq!(matching(["Ким Виктория", "Пак Мария"], "gfr"), [1]);
}

/// The marked parts of the client's name, the phone and the service of the only hit.
fn marked(name: &str, phone: &str, service: &str, text: &str) -> [Vec<String>; 3] {
    let found = client_appointment(1, "2025-11-24T06:00:00Z", name, phone, service);
    let results = search(&[&index(vec![found])], text, &Filter::default(), Tz::Asia__Almaty, at(NOW));
    let [hit] = &results.coming[..] else { panic!("{text:?}: {} hits", results.coming.len()) };
    let parts = |whole: &str, marks: &[(u32, u32)]| {
        let units: Vec<u16> = whole.encode_utf16().collect();
        let part = |(start, end): &(u32, u32)| {
            String::from_utf16(&units[usize::try_from(*start).unwrap()..usize::try_from(*end).unwrap()])
                .unwrap()
        };
        marks.iter().map(part).collect()
    };
    [parts(name, &hit.marks.client), parts(phone, &hit.marks.phone), parts(service, &hit.marks.service)]
}

#[test]
fn part_that_was_found_is_marked_in_the_original_text() {
    let name = |name: &str, text: &str| marked(name, "", "", text)[0].clone();
    assert_eq!(name("Алёна Тимофеева", "АЛЕН"), ["Алён"]);
    assert_eq!(name("😀 Пак Мария", "мар пак"), ["Пак", "Мар"]);
    assert_eq!(name("Гүлнәр Өмірбек", "гульнар"), ["Гүлнәр"]);
    assert_eq!(name("Андрей За\u{438}\u{306}цев", "зай"), ["За\u{438}\u{306}"]);
    assert_eq!(name("Юлия Щербакова", "scherb"), ["Щерб"]);
    assert_eq!(name("Мария Пак", "gfr"), ["Пак"]);
    assert_eq!(name("Анна-Мария", "мария анна"), ["Анна", "Мария"]);
    assert_eq!(name("Straße", "strasse"), ["Straße"]);
}

#[test]
fn digits_that_were_found_are_marked_in_any_notation() {
    let phone = |phone: &str, text: &str| marked("Ли", phone, "", text)[1].clone();
    assert_eq!(phone("+7 (701) 123-45-67", "8701123"), ["7 (701) 123"]);
    assert_eq!(phone("8 701 123 45 67", "+7 701 123"), ["8 701 123"]);
    assert_eq!(phone("701 123 45 67", "87011234567"), ["701 123 45 67"]);
    assert_eq!(phone("8 701 123 45 67", "4567"), ["45 67"]);
    assert_eq!(phone("8 701 222 33 44, 8 777 555 66 77", "5566"), ["55 66"]);
    let room = marked("Ли", "+77011234567", "Массаж, 60 мин, кабинет №2", "60 массаж 4567");
    assert_eq!(room, [vec![], vec!["4567".to_owned()], vec!["Массаж".to_owned(), "60".to_owned()]]);
    let by_number = marked("Ли", "", "Палата 1", "1");
    assert_eq!(by_number, [vec![], vec![], vec![]] as [Vec<String>; 3], "the appointment's number was meant");
}

#[test]
fn texts_of_a_list_are_matched_by_the_same_rules() {
    let names = ["Ғабдуллина Әсем Дерматолог", "Ким Виктория Терапевт"];
    let found = |text| matching(names, text);
    assert_eq!(found("габдуллина"), [0]);
    assert_eq!(found("Kim"), [1]);
    assert_eq!(found("терап ким"), [1]);
    assert_eq!(found(" "), [0, 1]);
    assert_eq!(found("xyz"), [0_usize; 0]);
}

#[test]
fn appointment_with_the_searched_number_comes_before_phone_numbers_that_contain_it() {
    let mut appointments = vec![client_appointment(1, "2025-11-24T06:00:00Z", "Ли", "+7 770 110 00 00", "")];
    appointments.push(client_appointment(7011, "2025-11-26T06:00:00Z", "Пак", "", ""));
    let results = search(&[&index(appointments)], "#7011", &Filter::default(), Tz::Asia__Almaty, at(NOW));
    assert_eq!(ids(&results), (vec![7011, 1], vec![]));
    assert_eq!(find("102"), (vec![102], vec![]));
}

#[test]
fn every_word_must_be_in_the_name_or_the_service() {
    assert_eq!(find("узи"), (vec![102], vec![]));
    assert_eq!(find("прием"), (vec![104], vec![101]));
    assert_eq!(find("серік узи"), (vec![102], vec![]));
}

#[test]
fn hits_are_ordered_and_limited_and_empty_text_finds_nothing() {
    let appointments = (0..120)
        .map(|number| {
            let start = at("2025-11-24T04:00:00Z") + chrono::TimeDelta::hours(number - 60);
            Appointment {
                starts_at: start,
                ends_at: start + chrono::TimeDelta::minutes(30),
                ..client_appointment(number + 1, NOW, "Ли", "", "")
            }
        })
        .collect();
    let results = search(&[&index(appointments)], "ли", &Filter::default(), Tz::Asia__Almaty, at(NOW));
    assert_eq!((results.coming.len(), results.past.len()), (50, 50));
    assert_eq!((results.more_coming, results.more_past), (9, 11));
    assert_eq!((results.coming[0].id, results.past[0].id), (62, 61));
    assert_eq!(find(""), (vec![], vec![]));
    assert_eq!(find("   "), (vec![], vec![]));
}

#[test]
fn appointment_in_progress_is_listed_as_coming() {
    let appointments = vec![
        client_appointment(1, "2025-11-24T04:40:00Z", "Ли", "", ""),
        client_appointment(2, "2025-11-24T04:30:00Z", "Ли", "", ""),
    ];
    let results = search(&[&index(appointments)], "ли", &Filter::default(), Tz::Asia__Almaty, at(NOW));
    assert_eq!(ids(&results), (vec![1], vec![2]));
}

#[test]
fn first_index_that_covers_a_time_is_used() {
    let older = index(vec![
        client_appointment(1, "2025-11-25T06:00:00Z", "Ли Moved", "", ""),
        client_appointment(2, "2025-11-26T06:00:00Z", "Ли Gone", "", ""),
        client_appointment(3, "2025-11-28T06:00:00Z", "Ли Beyond", "", ""),
    ]);
    let moved = client_appointment(1, "2025-11-25T09:00:00Z", "Ли Moved", "", "");
    let newer = SearchIndex::new(
        &Calendar::new(Payload { appointments: vec![moved], ..anna_in("Asia/Almaty") }),
        Interval::new(at("2025-11-24T19:00:00Z"), at("2025-11-26T19:00:00Z")),
    );
    let results = search(&[&newer, &older], "ли", &Filter::default(), Tz::Asia__Almaty, at(NOW));
    let listed: Vec<_> = results.coming.iter().map(|hit| (hit.id, hit.start_label.as_str())).collect();
    assert_eq!(listed, [(1, "14:00"), (3, "11:00")]);
    assert!(!results.has_gaps);
    let later = SearchIndex::new(
        &Calendar::new(anna_in("Asia/Almaty")),
        Interval::new(at("2025-12-07T19:00:00Z"), at("2025-12-14T19:00:00Z")),
    );
    let results = search(&[&later, &older], "ли", &Filter::default(), Tz::Asia__Almaty, at(NOW));
    let (first, last) = results.searched.unwrap();
    assert_eq!((first.iso.as_str(), last.iso.as_str()), ("2025-11-24", "2025-12-14"));
    assert!(results.has_gaps, "nothing is known of the week between");
}

#[test]
fn hit_is_labelled_in_the_clinics_zone() {
    let results = search(&[&sample_index()], "102", &Filter::default(), Tz::Asia__Almaty, at(NOW));
    let hit = &results.coming[0];
    assert_eq!(
        (hit.date.iso.as_str(), hit.start_label.as_str(), hit.end_label.as_str()),
        ("2025-11-24", "11:00", "11:30")
    );
    assert_eq!((hit.resource_name.as_str(), hit.status.word()), ("Anna", "scheduled"));
    let (first, last) = results.searched.unwrap();
    assert_eq!((first.iso.as_str(), last.iso.as_str()), ("2025-11-24", "2025-11-30"));
}

#[test]
fn hit_with_a_hidden_resource_is_found_and_marked() {
    for (filter, hidden) in [(Filter::default(), false), (hiding([ANNA]), true), (hiding([BORIS]), false)] {
        let results = search(&[&sample_index()], "102", &filter, Tz::Asia__Almaty, at(NOW));
        assert_eq!((results.coming[0].id, results.coming[0].hidden), (102, hidden), "{filter:?}");
    }
}

#[test]
fn every_client_of_a_large_month_is_found_by_name_phone_and_number() {
    let saved = SavedResponse::open(&fixture_path("payloads/large_60x31_20k.json.gz"));
    let range = saved.payload.range.unwrap();
    let calendar = Calendar::new(saved.payload);
    let index = SearchIndex::new(&calendar, range);
    for appointment in calendar.appointments().step_by(997) {
        let is_found = |text: &str| {
            let results = search(&[&index], text, &Filter::default(), Tz::Asia__Almaty, range.start);
            let listed = results.coming.iter().chain(&results.past).any(|hit| hit.id == appointment.id);
            listed || results.more_coming + results.more_past > 0
        };
        assert!(is_found(&appointment.id.to_string()), "{}", appointment.id);
        if let Some(name) = &appointment.client_name {
            assert!(is_found(&name.to_uppercase()), "{name}");
        }
        if let Some(phone) = &appointment.client_phone {
            assert!(is_found(phone), "{phone}");
        }
    }
}

#[test]
fn other_appointments_of_a_client_have_the_same_contact_or_phone_and_the_debts_are_added() {
    let owing = |appointment: Appointment, contact_id, cost| Appointment {
        contact_id,
        service_amount: Some(Tenge(cost)),
        prepaid_amount: Some(Tenge(100)),
        ..appointment
    };
    let of = |id, start, name, phone| client_appointment(id, start, name, phone, "Приём");
    let index = index(vec![
        owing(of(1, "2025-11-24T06:00:00Z", "Ли", "8 701 123 45 67"), Some(7), 1_100),
        owing(of(2, "2025-11-27T06:00:00Z", "Ли А.", ""), Some(7), 2_100),
        owing(of(3, "2025-11-25T06:00:00Z", "Мама Ли", "+7 (701) 123-45-67"), None, 100),
        owing(of(4, "2025-11-24T03:00:00Z", "Ли", "7011234567"), Some(8), 3_100),
        owing(of(5, "2025-11-23T20:00:00Z", "Ли", ""), Some(7), 100),
        owing(of(6, "2025-11-26T06:00:00Z", "Ли", "+77019999999"), Some(9), 9_100),
        owing(of(7, "2025-11-26T06:00:00Z", "Ли", "4567"), None, 9_100),
        owing(of(8, "2025-11-26T06:00:00Z", "Ли", "4567"), None, 9_100),
    ]);
    let of_client = |id| client_appointments(&[&index], id, &Filter::default(), Tz::Asia__Almaty, at(NOW));
    let found = of_client(1);
    let listed: Vec<_> = found.appointments.iter().map(|other| (other.id, other.over)).collect();
    assert_eq!(listed, [(3, false), (2, false), (4, true), (5, true)], "coming first, each from now on");
    assert_eq!(found.appointments[1].outstanding, Some(Tenge(2_000)));
    assert_eq!((found.debt, found.more), (Tenge(3_000), 0), "what is coming is no debt yet");
    assert_eq!(of_client(4).debt, Tenge(3_000), "with its own");
    assert!(of_client(7).appointments.is_empty(), "four digits are not one client");
    assert!(of_client(999).appointments.is_empty());
}
