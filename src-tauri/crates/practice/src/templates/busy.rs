//! A large clinic with sixty resources. It is open from Monday to Saturday, 08:00 to 20:00.

use super::clinic::{
    CARDIOLOGY, EAR_NOSE_THROAT, GYNAECOLOGY, NEUROLOGY, PAEDIATRICS, PROCEDURES, THERAPY, ULTRASOUND,
};
use super::{MONDAY_TO_SATURDAY, ResourceTemplate, Service, Shift, at, shift_with_break};
use crate::rows::Compensation;

const FIRST_NAMES: [&str; 10] =
    ["Аида", "Гүлназ", "Елена", "Зейнеп", "Инна", "Қымбат", "Лариса", "Маржан", "Раушан", "Ульяна"];
const LAST_NAMES: [&str; 12] = [
    "Аманжолова",
    "Баймұратова",
    "Власова",
    "Дмитриенко",
    "Ержанова",
    "Калинина",
    "Мырзаева",
    "Нестерова",
    "Рысбекова",
    "Сабырова",
    "Тен",
    "Черных",
];
const COLORS: [Option<&str>; 6] =
    [Some("#2563EB"), Some("#0D9488"), Some("#D97706"), None, Some("#BE185D"), Some("#7C3AED")];

const DEPARTMENTS: [(&str, &[Service], i64); 8] = [
    ("Терапевт", THERAPY, 20),
    ("Педиатр", PAEDIATRICS, 20),
    ("Невролог", NEUROLOGY, 30),
    ("УЗИ-диагностика", ULTRASOUND, 30),
    ("Гинеколог", GYNAECOLOGY, 30),
    ("ЛОР", EAR_NOSE_THROAT, 15),
    ("Кардиолог", CARDIOLOGY, 20),
    ("Процедурный кабинет", PROCEDURES, 15),
];

const EARLY: &[Shift] =
    &[shift_with_break(MONDAY_TO_SATURDAY, at(8, 0), at(18, 0), (at(12, 0), at(12, 40), "Обед"))];
const MIDDLE: &[Shift] =
    &[shift_with_break(MONDAY_TO_SATURDAY, at(9, 0), at(19, 0), (at(13, 0), at(14, 0), "Түскі үзіліс"))];
const LATE: &[Shift] =
    &[shift_with_break(MONDAY_TO_SATURDAY, at(10, 0), at(20, 0), (at(14, 0), at(14, 40), "Обед"))];
const SHIFTS: [&[Shift]; 3] = [EARLY, MIDDLE, LATE];

pub(super) fn templates() -> Vec<ResourceTemplate> {
    (0..60)
        .map(|index| {
            let (specialty, services, slot_duration_min) = DEPARTMENTS[index % DEPARTMENTS.len()];
            // 60 is the least common multiple of 10 and 12, so all 60 pairs of names differ.
            let (first, last) = (FIRST_NAMES[index % 10], LAST_NAMES[index % 12]);
            ResourceTemplate {
                name: format!("{last} {first}"),
                color: COLORS[index % COLORS.len()],
                has_photo: index % 4 == 0,
                slot_duration_min,
                compensation: if index % 3 == 0 {
                    Compensation::Fixed(2_500)
                } else {
                    Compensation::Percent(35)
                },
                load_percent: 82,
                sees_children: specialty == "Педиатр",
                ..ResourceTemplate::new(specialty, SHIFTS[index % SHIFTS.len()], services)
            }
        })
        .collect()
}
