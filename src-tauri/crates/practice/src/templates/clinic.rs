//! A clinic in Almaty with twelve resources.

use super::{
    MONDAY_TO_FRIDAY, MONDAY_TO_SATURDAY, ResourceTemplate, Service, Shift, at, service, shift,
    shift_with_break,
};
use crate::rows::Compensation;

const LUNCH: &str = "Обед";
const LUNCH_KK: &str = "Түскі үзіліс";

pub(super) const THERAPY: &[Service] = &[
    service("Приём терапевта", "consultation", 30, 9_000, 6),
    service("Повторный приём терапевта", "consultation", 20, 6_500, 4),
    service("Терапевт қабылдауы", "consultation", 30, 9_000, 2),
    service("Профосмотр", "consultation", 40, 12_500, 2),
    service("Выписка справки 075/у", "consultation", 20, 4_000, 1),
];

pub(super) const PAEDIATRICS: &[Service] = &[
    service("Приём педиатра", "consultation", 30, 8_500, 6),
    service("Повторный приём педиатра", "consultation", 20, 6_000, 3),
    service("Балалар дәрігерінің қабылдауы", "consultation", 30, 8_500, 2),
    service("Осмотр перед прививкой", "consultation", 20, 5_500, 2),
    service("Патронаж новорождённого", "visit", 60, 18_000, 1),
];

pub(super) const NEUROLOGY: &[Service] = &[
    service("Приём невролога", "consultation", 40, 12_000, 6),
    service("Повторный приём невролога", "consultation", 30, 8_000, 3),
    service("Лечебная блокада", "procedure", 30, 14_500, 1),
    service("ЭЭГ с заключением", "diagnostics", 60, 16_000, 1),
];

pub(super) const ULTRASOUND: &[Service] = &[
    service("УЗИ брюшной полости", "diagnostics", 40, 10_500, 5),
    service("УЗИ щитовидной железы", "diagnostics", 30, 8_000, 4),
    service("УЗИ сердца (ЭхоКГ)", "diagnostics", 40, 14_000, 3),
    service("Бүйрек УДЗ", "diagnostics", 30, 7_500, 2),
    service("УЗИ сосудов ног", "diagnostics", 50, 15_500, 1),
];

pub(super) const DENTISTRY: &[Service] = &[
    service("Лечение кариеса", "treatment", 60, 28_000, 5),
    service("Профгигиена полости рта", "procedure", 60, 22_000, 3),
    service("Тісті емдеу", "treatment", 60, 26_500, 2),
    service("Лечение каналов", "treatment", 90, 45_000, 2),
    service("Осмотр стоматолога", "consultation", 30, 5_000, 3),
];

pub(super) const GYNAECOLOGY: &[Service] = &[
    service("Приём гинеколога", "consultation", 40, 12_500, 6),
    service("Повторный приём гинеколога", "consultation", 30, 9_000, 3),
    service("Ведение беременности", "consultation", 40, 15_000, 2),
    service("Кольпоскопия", "diagnostics", 30, 11_000, 1),
];

pub(super) const EAR_NOSE_THROAT: &[Service] = &[
    service("Приём ЛОР-врача", "consultation", 30, 9_500, 6),
    service("Промывание миндалин", "procedure", 20, 6_500, 3),
    service("Удаление серной пробки", "procedure", 20, 5_000, 2),
    service("ЛОР дәрігерінің қабылдауы", "consultation", 30, 9_500, 1),
    service("Аудиометрия", "diagnostics", 40, 8_500, 1),
];

pub(super) const CARDIOLOGY: &[Service] = &[
    service("Приём кардиолога", "consultation", 40, 13_000, 6),
    service("ЭКГ с расшифровкой", "diagnostics", 20, 4_500, 4),
    service("Установка холтера", "diagnostics", 30, 17_500, 2),
    service("Тредмил-тест", "diagnostics", 60, 21_000, 1),
];

const MASSAGE: &[Service] = &[
    service("Общий массаж", "procedure", 60, 15_000, 3),
    service("Массаж спины", "procedure", 40, 10_000, 5),
    service("Балалар массажы", "procedure", 40, 9_000, 2),
    service("Курс: лимфодренаж", "procedure", 90, 21_500, 1),
];

pub(super) const PROCEDURES: &[Service] = &[
    service("Забор крови", "procedure", 20, 2_500, 4),
    service("Внутривенная инъекция", "procedure", 15, 3_000, 3),
    service("Капельница", "procedure", 60, 8_500, 6),
    service("Перевязка", "procedure", 30, 4_500, 2),
    service("Контроль давления", "procedure", 15, 0, 1),
];

const DERMATOLOGY: &[Service] = &[
    service("Приём дерматолога", "consultation", 30, 10_000, 5),
    service("Дерматоскопия", "diagnostics", 20, 6_000, 3),
    service("Удаление новообразования", "operation", 40, 24_000, 2),
    service("Биоревитализация", "procedure", 50, 48_000, 1),
];

const MORNING: &[Shift] = &[
    shift_with_break(&[1, 3, 5], at(8, 0), at(15, 0), (at(12, 0), at(12, 40), LUNCH)),
    shift(&[6], at(9, 0), at(13, 0)),
];
const AFTERNOON: &[Shift] =
    &[shift_with_break(&[2, 4], at(13, 0), at(19, 0), (at(16, 20), at(17, 0), "Перерыв"))];
const OFFICE: &[Shift] = &[
    shift_with_break(MONDAY_TO_FRIDAY, at(9, 0), at(17, 0), (at(13, 0), at(14, 0), LUNCH)),
    shift(&[6], at(9, 0), at(13, 0)),
];
const DUTY: &[Shift] = &[
    shift_with_break(&[2, 4], at(9, 0), at(17, 0), (at(13, 0), at(14, 0), LUNCH_KK)),
    shift(&[6], at(9, 0), at(14, 0)),
    shift(&[0], at(10, 0), at(14, 0)),
];
const THREE_DAYS: &[Shift] = &[
    shift_with_break(&[1, 3, 5], at(9, 0), at(17, 0), (at(13, 0), at(14, 0), LUNCH)),
    shift(&[6], at(9, 0), at(13, 0)),
];
const EVERY_OTHER: &[Shift] =
    &[shift_with_break(&[1, 3, 5], at(9, 0), at(18, 0), (at(13, 0), at(14, 0), LUNCH))];
const EVEN_DAYS: &[Shift] = &[
    shift_with_break(&[2, 4], at(9, 0), at(17, 0), (at(13, 30), at(14, 30), LUNCH_KK)),
    shift(&[6], at(9, 0), at(14, 0)),
];
const SPLIT: &[Shift] = &[
    shift(MONDAY_TO_FRIDAY, at(9, 0), at(13, 0)),
    shift(MONDAY_TO_FRIDAY, at(15, 0), at(19, 0)),
    shift(&[6], at(10, 0), at(14, 0)),
];
const FOUR_DAYS: &[Shift] =
    &[shift_with_break(&[1, 2, 3, 4], at(9, 0), at(16, 0), (at(12, 30), at(13, 30), LUNCH_KK))];
const LATE: &[Shift] = &[
    shift_with_break(&[2, 3, 4, 5], at(11, 0), at(20, 0), (at(15, 0), at(16, 0), "")),
    shift(&[6], at(10, 0), at(15, 0)),
];
const NURSE: &[Shift] = &[
    shift_with_break(MONDAY_TO_SATURDAY, at(8, 0), at(16, 0), (at(12, 0), at(13, 0), LUNCH_KK)),
    shift(&[0], at(9, 0), at(13, 0)),
];
const TWO_DAYS: &[Shift] = &[shift_with_break(&[1, 4], at(9, 0), at(17, 0), (at(13, 0), at(14, 0), LUNCH))];

pub(super) fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate {
            name: "Абенова Салтанат".to_owned(),
            description: Some("Врач высшей категории, стаж 21 год"),
            color: Some("#2563EB"),
            has_photo: true,
            cabinet: Some("101"),
            slot_duration_min: 20,
            compensation: Compensation::Percent(40),
            former_compensation: Some(Compensation::Percent(35)),
            load_percent: 74,
            ..ResourceTemplate::new("Терапевт", MORNING, THERAPY)
        },
        ResourceTemplate {
            name: "Бекетов Дәурен".to_owned(),
            color: Some("#0EA5E9"),
            cabinet: Some("101"),
            slot_duration_min: 20,
            compensation: Compensation::Percent(35),
            load_percent: 72,
            ..ResourceTemplate::new("Терапевт", AFTERNOON, THERAPY)
        },
        ResourceTemplate {
            name: "Воронцова Ирина".to_owned(),
            description: Some("Приём детей с рождения"),
            color: Some("#F59E0B"),
            has_photo: true,
            cabinet: Some("104"),
            slot_duration_min: 20,
            compensation: Compensation::FixedPlusPercent { fixed_tenge: 500, percent: 30 },
            load_percent: 74,
            sees_children: true,
            ..ResourceTemplate::new("Педиатр", THREE_DAYS, PAEDIATRICS)
        },
        ResourceTemplate {
            name: "Ғабдуллина Әсем".to_owned(),
            description: Some("Кезекші дәрігер, жексенбіде де қабылдайды"),
            color: Some("#EAB308"),
            cabinet: Some("105"),
            slot_duration_min: 20,
            compensation: Compensation::Percent(35),
            load_percent: 72,
            sees_children: true,
            ..ResourceTemplate::new("Педиатр", DUTY, PAEDIATRICS)
        },
        ResourceTemplate {
            name: "Ерғалиев Санжар".to_owned(),
            color: Some("#8B5CF6"),
            has_photo: true,
            cabinet: Some("203"),
            slot_duration_min: 30,
            compensation: Compensation::Percent(45),
            load_percent: 74,
            ..ResourceTemplate::new("Невролог", EVERY_OTHER, NEUROLOGY)
        },
        ResourceTemplate {
            name: "Захарова Людмила".to_owned(),
            color: Some("#14B8A6"),
            cabinet: Some("УЗИ-1"),
            slot_duration_min: 30,
            compensation: Compensation::Percent(30),
            former_compensation: Some(Compensation::Fixed(3_000)),
            load_percent: 72,
            ..ResourceTemplate::new("УЗИ-диагностика", OFFICE, ULTRASOUND)
        },
        ResourceTemplate {
            name: "Исабеков Тимур".to_owned(),
            description: Some("Терапевтическая стоматология, работа с микроскопом"),
            color: Some("#EC4899"),
            has_photo: true,
            cabinet: Some("301"),
            slot_duration_min: 60,
            compensation: Compensation::Percent(33),
            load_percent: 76,
            ..ResourceTemplate::new("Стоматолог", SPLIT, DENTISTRY)
        },
        ResourceTemplate {
            name: "Ким Виктория".to_owned(),
            color: Some("#F43F5E"),
            has_photo: true,
            cabinet: Some("206"),
            slot_duration_min: 30,
            compensation: Compensation::Percent(40),
            load_percent: 74,
            ..ResourceTemplate::new("Гинеколог", FOUR_DAYS, GYNAECOLOGY)
        },
        ResourceTemplate {
            name: "Қожахмет Айдос".to_owned(),
            color: Some("#22C55E"),
            cabinet: Some("204"),
            slot_duration_min: 15,
            compensation: Compensation::Fixed(2_500),
            load_percent: 70,
            ..ResourceTemplate::new("ЛОР", EVEN_DAYS, EAR_NOSE_THROAT)
        },
        ResourceTemplate {
            name: "Лебедев Павел".to_owned(),
            color: Some("#A16207"),
            cabinet: Some("012"),
            slot_duration_min: 45,
            compensation: Compensation::Fixed(4_000),
            load_percent: 70,
            ..ResourceTemplate::new("Массажист", LATE, MASSAGE)
        },
        ResourceTemplate {
            name: "Оразбаева Жансая".to_owned(),
            cabinet: Some("110"),
            slot_duration_min: 15,
            compensation: Compensation::Fixed(700),
            load_percent: 66,
            ..ResourceTemplate::new("Процедурный кабинет", NURSE, PROCEDURES)
        },
        ResourceTemplate {
            name: "Филатов Игорь".to_owned(),
            description: Some("Временно не ведёт приём"),
            color: Some("#64748B"),
            cabinet: Some("208"),
            slot_duration_min: 30,
            active: false,
            load_percent: 0,
            ..ResourceTemplate::new("Дерматолог", TWO_DAYS, DERMATOLOGY)
        },
    ]
}

/// The same clinic. The hours of four resources are kept in MedElement.
pub(super) fn with_medelement() -> Vec<ResourceTemplate> {
    const CODES: [(usize, &str); 4] = [(2, "ME-20417"), (4, "ME-20433"), (5, "ME-31008"), (7, "ME-20591")];
    let mut templates = templates();
    for (index, code) in CODES {
        templates[index].medelement_code = Some(code);
    }
    templates
}
