//! The sections of the list, and the order of the rows in them.

use calendar::Calendar;
use calendar::model::*;
use calendar::view::{
    ListArrangement, ListColumn, ListGroupBy, ListRow, ListSectionHead, RowWindow, ViewKind,
    list_rows_within_limit,
};
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, Views, anna_in, appointment, at, hiding, resource};

const WEDNESDAY: &str = "2026-03-11";

/// Five appointments from Monday to Wednesday. The third one has nothing but its time and its resource.
fn mixed_week() -> Payload {
    let with = |id, resource, start: &str, end: &str, texts: [Option<&str>; 4]| {
        let [client, phone, service, source] = texts.map(|text| text.map(str::to_owned));
        Appointment {
            client_name: client,
            client_phone: phone,
            service_names: service.into_iter().collect(),
            source,
            ..appointment(id, resource, start, end)
        }
    };
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    payload.appointments = vec![
        Appointment {
            status: Status::Confirmed,
            appointment_type: Some(AppointmentType::Primary),
            payment_status: Some(PaymentStatus::Paid),
            service_amount: Some(Tenge(5_000)),
            prepaid_amount: Some(Tenge(0)),
            settlement_amount: Some(Tenge(5_000)),
            created_at: Some(at("2026-03-03T05:00:00Z")),
            ..with(
                1,
                ANNA,
                "2026-03-09T04:00:00Z",
                "2026-03-09T04:30:00Z",
                [Some("Қожахмет"), Some("8 701 000 00 02"), Some("УЗИ"), Some("phone")],
            )
        },
        Appointment {
            appointment_type: Some(AppointmentType::Secondary),
            payment_status: Some(PaymentStatus::AwaitingPayment),
            service_amount: Some(Tenge(9_000)),
            prepaid_amount: Some(Tenge(0)),
            settlement_amount: Some(Tenge(0)),
            client_comment: Some("аллергия".to_owned()),
            created_at: Some(at("2026-03-01T05:00:00Z")),
            ..with(
                2,
                BORIS,
                "2026-03-09T05:00:00Z",
                "2026-03-09T06:00:00Z",
                [Some("Лебедев"), Some("+77010000001"), Some("Анализ"), Some("manual")],
            )
        },
        Appointment {
            status: Status::Other(String::new()),
            ..appointment(3, ANNA, "2026-03-10T04:00:00Z", "2026-03-10T04:20:00Z")
        },
        Appointment {
            status: Status::NoShow,
            appointment_type: Some(AppointmentType::Other("remote".to_owned())),
            payment_status: Some(PaymentStatus::Prepaid),
            service_amount: Some(Tenge(12_000)),
            prepaid_amount: Some(Tenge(3_000)),
            settlement_amount: Some(Tenge(0)),
            created_at: Some(at("2026-03-02T05:00:00Z")),
            ..with(
                4,
                BORIS,
                "2026-03-10T07:00:00Z",
                "2026-03-10T07:45:00Z",
                [Some("Ким"), Some("777 000 00 03"), Some("Өкпе рентгені"), Some("site")],
            )
        },
        Appointment {
            status: Status::Cancelled,
            appointment_type: Some(AppointmentType::Primary),
            payment_status: Some(PaymentStatus::Cancelled),
            service_amount: Some(Tenge(1_000)),
            prepaid_amount: Some(Tenge(0)),
            settlement_amount: Some(Tenge(0)),
            client_comment: Some("позвонить".to_owned()),
            created_at: Some(at("2026-03-02T06:00:00Z")),
            ..with(
                5,
                ANNA,
                "2026-03-11T04:00:00Z",
                "2026-03-11T04:10:00Z",
                [Some("Әбдіқадыр"), Some("нет"), Some("Массаж"), Some("phone")],
            )
        },
    ];
    payload
}

fn views(calendar: &Calendar, group_by: ListGroupBy, sort: ListColumn, descending: bool) -> Views<'_> {
    let arrangement = ListArrangement { sort, descending, group_by, ..ListArrangement::default() };
    Views { arrangement, ..Views::new(calendar, Tz::Asia__Almaty) }
}

fn ids(rows: &[ListRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

/// The rows of each section.
fn ids_by_section(views: &Views) -> Vec<Vec<i64>> {
    views.list_rows(WEDNESDAY).iter().map(|rows| ids(rows)).collect()
}

/// What the section is about, in short.
fn heads(views: &Views) -> Vec<String> {
    let sections = views.list(WEDNESDAY).sections;
    let head = |head| match head {
        ListSectionHead::Day { date, .. } => date.iso,
        ListSectionHead::Resource { id } => format!("resource {id}"),
        ListSectionHead::Status { status } => format!("status {}", status.word()),
        ListSectionHead::Everything => "everything".to_owned(),
    };
    sections.into_iter().map(|section| head(section.head)).collect()
}

#[test]
fn rows_are_sorted_by_each_column_and_those_without_a_value_come_last_in_both_directions() {
    let calendar = Calendar::new(mixed_week());
    for (column, ascending, descending) in [
        (ListColumn::Time, [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]),
        (ListColumn::Duration, [5, 3, 1, 4, 2], [2, 4, 1, 3, 5]),
        (ListColumn::Status, [2, 1, 5, 4, 3], [4, 5, 1, 2, 3]),
        // Kazakh letters are in their places.
        (ListColumn::Client, [5, 4, 1, 2, 3], [2, 1, 4, 5, 3]),
        // Every notation of a number is the same number.
        (ListColumn::Phone, [2, 1, 4, 3, 5], [4, 1, 2, 3, 5]),
        (ListColumn::Service, [2, 5, 4, 1, 3], [1, 4, 5, 2, 3]),
        // Equal values stay in the order of time.
        (ListColumn::Type, [1, 5, 2, 4, 3], [4, 2, 1, 5, 3]),
        (ListColumn::Resource, [1, 3, 5, 2, 4], [2, 4, 1, 3, 5]),
        (ListColumn::Source, [2, 1, 5, 4, 3], [4, 1, 5, 2, 3]),
        (ListColumn::Payment, [2, 4, 1, 5, 3], [5, 1, 4, 2, 3]),
        (ListColumn::Amount, [5, 1, 2, 4, 3], [4, 2, 1, 5, 3]),
        (ListColumn::Received, [2, 5, 4, 1, 3], [1, 4, 2, 5, 3]),
        (ListColumn::Outstanding, [1, 4, 5, 2, 3], [2, 1, 4, 5, 3]),
        (ListColumn::Comment, [2, 5, 1, 3, 4], [1, 3, 4, 2, 5]),
        (ListColumn::Created, [2, 4, 5, 1, 3], [1, 5, 4, 2, 3]),
    ] {
        let sorted = |descending| ids_by_section(&views(&calendar, ListGroupBy::Nothing, column, descending));
        assert_eq!(sorted(false), [ascending], "{column:?}");
        assert_eq!(sorted(true), [descending], "{column:?}, descending");
    }
}

#[test]
fn rows_have_the_values_of_all_columns() {
    let calendar = Calendar::new(mixed_week());
    let rows = views(&calendar, ListGroupBy::Nothing, ListColumn::Time, false).list_rows(WEDNESDAY).concat();
    let row = &rows[3];
    assert_eq!((row.date.iso.as_str(), row.duration_min), ("2026-03-10", 45));
    assert_eq!(row.appointment_type, Some(AppointmentType::Other("remote".to_owned())));
    assert_eq!(row.source.as_deref(), Some("site"));
    assert_eq!((row.received, row.outstanding), (Some(Tenge(3_000)), Some(Tenge(0))));
    let created = row.created.as_ref().unwrap();
    assert_eq!((created.date.iso.as_str(), created.time.as_str()), ("2026-03-02", "10:00"));
    let bare = &rows[2];
    assert_eq!((&bare.appointment_type, &bare.source, &bare.created), (&None, &None, &None));
    assert_eq!((bare.received, bare.outstanding, bare.has_comment), (None, None, false));
}

#[test]
fn sections_are_days_resources_statuses_or_everything_and_the_sort_is_inside() {
    let calendar = Calendar::new(mixed_week());
    let by = |group_by| views(&calendar, group_by, ListColumn::Amount, true);

    let days = by(ListGroupBy::Day);
    assert_eq!(heads(&days)[..3], ["2026-03-09", "2026-03-10", "2026-03-11"]);
    assert_eq!(ids_by_section(&days), [vec![2, 1], vec![4, 3], vec![5], vec![], vec![], vec![], vec![]]);

    let resources = by(ListGroupBy::Resource);
    assert_eq!(heads(&resources), ["resource 1", "resource 2"]);
    assert_eq!(ids_by_section(&resources), [vec![1, 5, 3], vec![4, 2]]);

    let statuses = by(ListGroupBy::Status);
    assert_eq!(
        heads(&statuses),
        ["status scheduled", "status confirmed", "status cancelled", "status no_show", "status "]
    );
    assert_eq!(ids_by_section(&statuses), [[2], [1], [5], [4], [3]]);

    let nothing = by(ListGroupBy::Nothing);
    assert_eq!(heads(&nothing), ["everything"]);
    assert_eq!(ids_by_section(&nothing), [[4, 2, 1, 5, 3]]);
}

#[test]
fn resources_without_appointments_have_no_section_and_an_empty_list_has_one() {
    let calendar = Calendar::new(mixed_week());
    for (group_by, hidden, expected) in [
        (ListGroupBy::Resource, vec![ANNA], vec!["resource 2"]),
        (ListGroupBy::Status, vec![ANNA], vec!["status scheduled", "status no_show"]),
        (ListGroupBy::Resource, vec![ANNA, BORIS], vec!["everything"]),
        (ListGroupBy::Status, vec![ANNA, BORIS], vec!["everything"]),
        (ListGroupBy::Nothing, vec![ANNA, BORIS], vec!["everything"]),
    ] {
        let views = Views { filter: hiding(hidden), ..views(&calendar, group_by, ListColumn::Time, false) };
        assert_eq!(heads(&views), expected, "{group_by:?}");
    }
}

#[test]
fn appointment_over_midnight_is_on_each_of_its_days_and_once_in_other_sections() {
    let mut payload = mixed_week();
    // From Wednesday 23:30 to Thursday 00:30, and from the Sunday before to Monday 00:30.
    payload.appointments.push(appointment(6, ANNA, "2026-03-11T18:30:00Z", "2026-03-11T19:30:00Z"));
    payload.appointments.push(Appointment {
        service_amount: Some(Tenge(700)),
        ..appointment(7, ANNA, "2026-03-08T18:30:00Z", "2026-03-08T19:30:00Z")
    });
    let calendar = Calendar::new(payload);
    let by = |group_by| views(&calendar, group_by, ListColumn::Time, false);
    assert_eq!(
        ids_by_section(&by(ListGroupBy::Day)),
        [vec![7, 1, 2], vec![3, 4], vec![5, 6], vec![6], vec![], vec![], vec![]]
    );
    assert_eq!(ids_by_section(&by(ListGroupBy::Resource)), [vec![7, 1, 3, 5, 6], vec![2, 4]]);

    let rows = by(ListGroupBy::Nothing).list_rows(WEDNESDAY).concat();
    assert_eq!(ids(&rows), [7, 1, 2, 3, 4, 5, 6]);
    let dates = |row: &ListRow| {
        let iso = |date: &Option<calendar::view::DateLabel>| date.as_ref().map(|date| date.iso.clone());
        (row.date.iso.clone(), iso(&row.start_date), iso(&row.end_date))
    };
    assert_eq!(dates(&rows[0]), ("2026-03-09".to_owned(), Some("2026-03-08".to_owned()), None));
    assert_eq!(dates(&rows[6]), ("2026-03-11".to_owned(), None, Some("2026-03-12".to_owned())));
    // The price is on the day of the start, which is in another week.
    assert_eq!(rows[0].service_amount, None);
    let by_price = views(&calendar, ListGroupBy::Nothing, ListColumn::Amount, false);
    assert_eq!(ids_by_section(&by_price), [[5, 1, 2, 4, 7, 3, 6]]);
}

#[test]
fn windows_of_each_arrangement_put_together_are_all_rows() {
    let calendar = Calendar::new(mixed_week());
    for group_by in [ListGroupBy::Day, ListGroupBy::Resource, ListGroupBy::Status, ListGroupBy::Nothing] {
        for (sort, descending) in [(ListColumn::Client, false), (ListColumn::Outstanding, true)] {
            let views = views(&calendar, group_by, sort, descending);
            let request = views.request(ViewKind::List, WEDNESDAY);
            let window = |first| {
                let window = RowWindow { first, count: 2 };
                list_rows_within_limit(&calendar, &request, &views.arrangement, window).unwrap()
            };
            let together: Vec<ListRow> = (0..6).step_by(2).flat_map(window).collect();
            assert_eq!(together, views.list_rows(WEDNESDAY).concat(), "{group_by:?} {sort:?}");
        }
    }
}

#[test]
fn other_sections_than_days_open_at_the_top() {
    let calendar = Calendar::new(mixed_week());
    for group_by in [ListGroupBy::Resource, ListGroupBy::Status, ListGroupBy::Nothing] {
        let views =
            Views { now: at("2026-03-11T05:00:00Z"), ..views(&calendar, group_by, ListColumn::Time, false) };
        assert_eq!(views.list(WEDNESDAY).first, 0);
    }
}
