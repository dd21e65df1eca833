//! A beauty salon in Almaty with nine resources. It is open every day from 10:00 to 21:00.

use super::{EVERY_DAY, ResourceTemplate, Service, Shift, at, service, shift_with_break};
use crate::rows::Compensation;

const HAIR: &[Service] = &[
    service("Женская стрижка", "hair", 60, 9_000, 5),
    service("Укладка", "hair", 40, 7_000, 4),
    service("Окрашивание в один тон", "hair", 120, 24_000, 3),
    service("Сложное окрашивание", "hair", 180, 48_000, 1),
    service("Шаш қию", "hair", 60, 8_500, 2),
];
const BARBER: &[Service] = &[
    service("Мужская стрижка", "hair", 45, 6_000, 6),
    service("Стрижка и борода", "hair", 60, 9_500, 3),
    service("Детская стрижка", "hair", 30, 4_500, 2),
];
const NAILS: &[Service] = &[
    service("Маникюр с покрытием", "nails", 90, 9_500, 6),
    service("Педикюр", "nails", 90, 12_000, 3),
    service("Снятие покрытия", "nails", 30, 2_500, 2),
    service("Маникюр без покрытия", "nails", 45, 5_500, 2),
];
const BROWS: &[Service] = &[
    service("Коррекция бровей", "brows", 30, 4_000, 4),
    service("Окрашивание и коррекция", "brows", 45, 6_500, 4),
    service("Ламинирование ресниц", "brows", 75, 11_000, 2),
];
const FACE: &[Service] = &[
    service("Чистка лица", "care", 90, 16_000, 3),
    service("Уходовая процедура", "care", 60, 14_000, 3),
    service("Пилинг", "care", 45, 12_500, 2),
];

const OPEN: i64 = at(10, 0);
const CLOSE: i64 = at(21, 0);

const ALL_WEEK: &[Shift] = &[shift_with_break(EVERY_DAY, OPEN, CLOSE, (at(14, 0), at(14, 30), "Перерыв"))];
const NOT_MONDAY: &[Shift] =
    &[shift_with_break(&[0, 2, 3, 4, 5, 6], OPEN, CLOSE, (at(15, 0), at(16, 0), "Обед"))];
const WEEK_END: &[Shift] =
    &[shift_with_break(&[4, 5, 6, 0], OPEN, CLOSE, (at(14, 30), at(15, 30), "Түскі үзіліс"))];
const WEEK_START: &[Shift] = &[shift_with_break(&[0, 1, 2, 3], OPEN, CLOSE, (at(14, 0), at(15, 0), "Обед"))];
const EVENINGS: &[Shift] =
    &[shift_with_break(&[1, 3, 4, 5, 6], at(13, 0), CLOSE, (at(17, 0), at(17, 30), ""))];

pub(super) fn templates() -> Vec<ResourceTemplate> {
    let master = |name: &str, specialty, shifts, services| ResourceTemplate {
        name: name.to_owned(),
        compensation: Compensation::Percent(45),
        ..ResourceTemplate::new(specialty, shifts, services)
    };
    vec![
        ResourceTemplate {
            color: Some("#DB2777"),
            has_photo: true,
            slot_duration_min: 60,
            compensation: Compensation::Percent(50),
            former_compensation: Some(Compensation::Percent(45)),
            description: Some("Стилист-колорист"),
            ..master("Айтбаева Камшат", "Парикмахер", NOT_MONDAY, HAIR)
        },
        ResourceTemplate {
            color: Some("#9333EA"),
            slot_duration_min: 60,
            ..master("Борисенко Кристина", "Парикмахер", ALL_WEEK, HAIR)
        },
        ResourceTemplate {
            slot_duration_min: 60, ..master("Досжан Ақерке", "Парикмахер", WEEK_END, HAIR)
        },
        ResourceTemplate {
            color: Some("#0F766E"),
            has_photo: true,
            slot_duration_min: 45,
            compensation: Compensation::Fixed(3_500),
            ..master("Жуков Артур", "Барбер", NOT_MONDAY, BARBER)
        },
        ResourceTemplate {
            color: Some("#0369A1"),
            slot_duration_min: 45,
            compensation: Compensation::Fixed(3_000),
            ..master("Құрманов Еркебұлан", "Барбер", EVENINGS, BARBER)
        },
        ResourceTemplate {
            color: Some("#E11D48"),
            has_photo: true,
            load_percent: 78,
            ..master("Мельник Оксана", "Nail-мастер", ALL_WEEK, NAILS)
        },
        ResourceTemplate {
            color: Some("#F97316"),
            load_percent: 72,
            compensation: Compensation::FixedPlusPercent { fixed_tenge: 1_000, percent: 30 },
            ..master("Нұртазина Мөлдір", "Nail-мастер", WEEK_START, NAILS)
        },
        ResourceTemplate {
            color: Some("#65A30D"),
            slot_duration_min: 15,
            ..master("Сәрсен Аружан", "Бровист", NOT_MONDAY, BROWS)
        },
        ResourceTemplate {
            color: Some("#7C3AED"), ..master("Югай Марина", "Косметолог", WEEK_END, FACE)
        },
    ]
}
