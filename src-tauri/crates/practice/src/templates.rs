//! Templates of the resources of a sample account: names, weekly hours, services and prices.
//!
//! Each module below holds the templates of one business. This module defines their types.

mod busy;
mod clinic;
mod dst;
mod salon;

use serde_json::{Map, Value, json};

use crate::rows::Compensation;
use crate::scenario::Scenario;

/// A resource of a sample account, without an id. Its rows, rules and appointments are generated from it.
#[derive(Debug, Clone)]
pub(crate) struct ResourceTemplate {
    pub(crate) name: String,
    pub(crate) specialty: &'static str,
    pub(crate) description: Option<&'static str>,
    pub(crate) color: Option<&'static str>,
    pub(crate) has_photo: bool,
    pub(crate) cabinet: Option<&'static str>,
    pub(crate) medelement_code: Option<&'static str>,
    pub(crate) timezone: &'static str,
    pub(crate) slot_duration_min: i64,
    pub(crate) compensation: Compensation,
    /// The compensation for appointments that were created long ago.
    pub(crate) former_compensation: Option<Compensation>,
    pub(crate) active: bool,
    /// How much of the working time appointments take.
    pub(crate) load_percent: i64,
    pub(crate) sees_children: bool,
    pub(crate) shifts: &'static [Shift],
    pub(crate) services: &'static [Service],
}

impl ResourceTemplate {
    /// A template with common defaults. The tables override fields where a resource differs.
    const fn new(specialty: &'static str, shifts: &'static [Shift], services: &'static [Service]) -> Self {
        Self {
            name: String::new(),
            specialty,
            description: None,
            color: None,
            has_photo: false,
            cabinet: None,
            medelement_code: None,
            timezone: "Asia/Almaty",
            slot_duration_min: 30,
            compensation: Compensation::Percent(35),
            former_compensation: None,
            active: true,
            load_percent: 70,
            sees_children: false,
            shifts,
            services,
        }
    }

    pub(crate) fn custom_attributes(&self) -> Map<String, Value> {
        let mut attributes = Map::new();
        if let Some(cabinet) = self.cabinet {
            attributes.insert("cabinet".to_owned(), json!(cabinet));
        }
        if let Some(code) = self.medelement_code {
            attributes.insert("medelement_specialist_code".to_owned(), json!(code));
        }
        attributes
    }
}

/// The same hours on some weekdays. A weekday can have several shifts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    /// 0 = Sunday.
    pub(crate) weekdays: &'static [i64],
    pub(crate) start_minute: i64,
    pub(crate) end_minute: i64,
    pub(crate) break_time: Option<ShiftBreak>,
}

/// A break inside a shift.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShiftBreak {
    pub(crate) start_minute: i64,
    pub(crate) end_minute: i64,
    pub(crate) title: Option<&'static str>,
}

/// The service of an appointment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) duration_min: i64,
    pub(crate) price_tenge: i64,
    /// How often it is chosen, relative to the other services of the resource.
    pub(crate) weight: i64,
}

const fn service(
    name: &'static str,
    kind: &'static str,
    duration_min: i64,
    price_tenge: i64,
    weight: i64,
) -> Service {
    Service { name, kind, duration_min, price_tenge, weight }
}

const fn shift(weekdays: &'static [i64], start_minute: i64, end_minute: i64) -> Shift {
    Shift { weekdays, start_minute, end_minute, break_time: None }
}

/// A shift with a break. An empty title means a break without a title.
const fn shift_with_break(
    weekdays: &'static [i64],
    start_minute: i64,
    end_minute: i64,
    (break_start, break_end, title): (i64, i64, &'static str),
) -> Shift {
    let title = if title.is_empty() { None } else { Some(title) };
    let shift_break = ShiftBreak { start_minute: break_start, end_minute: break_end, title };
    Shift { weekdays, start_minute, end_minute, break_time: Some(shift_break) }
}

/// A time of day as minutes since midnight.
const fn at(hour: i64, minute: i64) -> i64 {
    hour * 60 + minute
}

const EVERY_DAY: &[i64] = &[0, 1, 2, 3, 4, 5, 6];
const MONDAY_TO_FRIDAY: &[i64] = &[1, 2, 3, 4, 5];
const MONDAY_TO_SATURDAY: &[i64] = &[1, 2, 3, 4, 5, 6];

/// The templates of the scenario. The index of a template determines the id of its resource.
pub(crate) fn of_scenario(scenario: Scenario) -> Vec<ResourceTemplate> {
    match scenario {
        Scenario::Clinic | Scenario::NoFinance | Scenario::FinanceGone => clinic::templates(),
        Scenario::MedElement => clinic::with_medelement(),
        Scenario::Salon => salon::templates(),
        Scenario::Busy => busy::templates(),
        Scenario::Dst => dst::templates(),
        Scenario::Empty => Vec::new(),
    }
}
