//! Who works in a sample account: resources, weekly hours, services and prices.
//!
//! The tables are in the modules below, one a kind of business; here is what they are made of.

mod busy;
mod clinic;
mod dst;
mod salon;

use serde_json::{Map, Value, json};

use crate::rows::Compensation;
use crate::scenario::Scenario;

/// A specialist of the sample account, before they get an id.
#[derive(Debug, Clone)]
pub(crate) struct Specialist {
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
    /// The terms that held for appointments booked long ago.
    pub(crate) former_compensation: Option<Compensation>,
    pub(crate) active: bool,
    /// Percent of the working time that is booked.
    pub(crate) load_percent: i64,
    pub(crate) sees_children: bool,
    pub(crate) shifts: &'static [Shift],
    pub(crate) services: &'static [Service],
}

impl Specialist {
    /// Someone with the commonest of everything, to be changed where they differ.
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

/// The same hours on some days of the week. Two shifts on one weekday are a split day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    /// 0 = Sunday.
    pub(crate) weekdays: &'static [i64],
    pub(crate) start_minute: i64,
    pub(crate) end_minute: i64,
    pub(crate) pause: Option<Pause>,
}

/// A break inside a shift.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pause {
    pub(crate) start_minute: i64,
    pub(crate) end_minute: i64,
    pub(crate) title: Option<&'static str>,
}

/// What an appointment is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) duration_min: i64,
    /// Whole tenge.
    pub(crate) price: i64,
    /// How often it is asked for, beside the others.
    pub(crate) weight: i64,
}

const fn service(
    name: &'static str,
    kind: &'static str,
    duration_min: i64,
    price: i64,
    weight: i64,
) -> Service {
    Service { name, kind, duration_min, price, weight }
}

const fn shift(weekdays: &'static [i64], start_minute: i64, end_minute: i64) -> Shift {
    Shift { weekdays, start_minute, end_minute, pause: None }
}

const fn shift_with_pause(
    weekdays: &'static [i64],
    start_minute: i64,
    end_minute: i64,
    pause: (i64, i64, &'static str),
) -> Shift {
    let title = if pause.2.is_empty() { None } else { Some(pause.2) };
    let pause = Pause { start_minute: pause.0, end_minute: pause.1, title };
    Shift { weekdays, start_minute, end_minute, pause: Some(pause) }
}

/// A time of day in minutes since midnight.
const fn at(hour: i64, minute: i64) -> i64 {
    hour * 60 + minute
}

const EVERY_DAY: &[i64] = &[0, 1, 2, 3, 4, 5, 6];
const MONDAY_TO_FRIDAY: &[i64] = &[1, 2, 3, 4, 5];
const MONDAY_TO_SATURDAY: &[i64] = &[1, 2, 3, 4, 5, 6];

/// Who works in that account, in no particular order; their place in the list is what their ids are made of.
pub(crate) fn of(scenario: Scenario) -> Vec<Specialist> {
    match scenario {
        Scenario::Clinic | Scenario::NoFinance | Scenario::FinanceGone => clinic::roster(),
        Scenario::MedElement => clinic::with_medelement(),
        Scenario::Salon => salon::roster(),
        Scenario::Busy => busy::roster(),
        Scenario::Dst => dst::roster(),
        Scenario::Empty => Vec::new(),
    }
}
