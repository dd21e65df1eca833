//! The rows that do not depend on a date: resources and their weekly rules.

use chrono::{DateTime, TimeDelta, Utc};

use super::{ACCOUNT_ID, Dataset};
use crate::rows::{SampleBreakRule, SampleResource, SampleWorkRule};
use crate::templates::ResourceTemplate;

/// When the account was created. It is long before all dates with appointments.
fn account_created_at() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(19_650) + TimeDelta::minutes(9 * 60)
}

/// The resources of the account by name, then id.
pub(super) fn resources(templates: &[ResourceTemplate]) -> Vec<SampleResource> {
    let mut rows: Vec<SampleResource> = templates
        .iter()
        .enumerate()
        .map(|(index, template)| {
            let id = Dataset::resource_id(index);
            SampleResource {
                id,
                account_id: ACCOUNT_ID,
                user_id: (index % 3 != 2).then_some(id - 80),
                name: template.name.clone(),
                specialty: template.specialty.to_owned(),
                photo_url: template.has_photo.then(|| format!("https://photos.example/staff/{id}.jpg")),
                description: template.description,
                color: template.color,
                timezone: template.timezone,
                slot_duration_min: template.slot_duration_min,
                compensation_type: template.compensation.api_type(),
                compensation_value: template.compensation.api_value(),
                compensation_percent: template.compensation.api_percent(),
                active: template.active,
                custom_attributes: template.custom_attributes(),
                created_at: account_created_at(),
                updated_at: account_created_at(),
            }
        })
        .collect();
    rows.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    rows
}

/// The work rules and break rules by weekday, start, then id.
pub(super) fn rules(templates: &[ResourceTemplate]) -> (Vec<SampleWorkRule>, Vec<SampleBreakRule>) {
    let mut work_rules = Vec::new();
    let mut break_rules = Vec::new();
    for (index, template) in templates.iter().enumerate() {
        let resource_id = Dataset::resource_id(index);
        for shift in template.shifts {
            for weekday in shift.weekdays.iter().copied() {
                work_rules.push(SampleWorkRule {
                    id: 1_001 + i64::try_from(work_rules.len()).unwrap_or(0),
                    account_id: ACCOUNT_ID,
                    resource_id,
                    weekday,
                    start_minute: shift.start_minute,
                    end_minute: shift.end_minute,
                    active: true,
                    created_at: account_created_at(),
                    updated_at: account_created_at(),
                });
                if let Some(shift_break) = shift.break_time {
                    break_rules.push(SampleBreakRule {
                        id: 2_001 + i64::try_from(break_rules.len()).unwrap_or(0),
                        account_id: ACCOUNT_ID,
                        resource_id,
                        weekday,
                        start_minute: shift_break.start_minute,
                        end_minute: shift_break.end_minute,
                        title: shift_break.title,
                        active: true,
                        created_at: account_created_at(),
                        updated_at: account_created_at(),
                    });
                }
            }
        }
    }
    work_rules.sort_by_key(|row| (row.weekday, row.start_minute, row.id));
    break_rules.sort_by_key(|row| (row.weekday, row.start_minute, row.id));
    (work_rules, break_rules)
}
