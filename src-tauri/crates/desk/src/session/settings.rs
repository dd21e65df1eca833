//! The bounds of the settings, and changing them.

use std::ops::RangeInclusive;
use std::sync::Arc;

use calendar::SavedFilter;
use calendar::chat::{ChatLanguage, Template, TemplateError, TemplateKind};

use super::{Epoch, Session, StoredState};
use crate::api::{DeskError, DeskErrorCode, Settings, TemplateProblem};

/// The longest template, in characters.
const MAX_TEMPLATE_CHARS: usize = 500;
/// The longest name of a saved filter, in characters, and how many an account can have.
const MAX_FILTER_NAME_CHARS: usize = 60;
const MAX_SAVED_FILTERS: usize = 30;
/// The largest number of times in a text for a client.
const MAX_TIMES: u32 = 20;

/// The bounds of the text size and of the density, in percent.
pub(super) const PERCENTS: RangeInclusive<u32> = 80..=150;

/// Replaces each value that is out of its bounds by the default. Returns the names of the replaced values.
pub(super) fn replace_invalid(settings: &mut Settings, default: &Settings) -> Vec<&'static str> {
    let mut replaced = Vec::new();
    let Settings {
        language: _,
        theme: _,
        time_step_min,
        poll_seconds,
        text_size_percent,
        density_percent,
        cancelled: _,
        chat,
        cache,
        privacy,
        paper: _,
    } = settings;
    let mut check = |name, is_valid: bool, replace: &mut dyn FnMut()| {
        if !is_valid {
            replace();
            replaced.push(name);
        }
    };
    check("timeStepMin", matches!(time_step_min, 5 | 10 | 15 | 30 | 60), &mut || {
        *time_step_min = default.time_step_min;
    });
    check("pollSeconds", (10..=600).contains(poll_seconds), &mut || *poll_seconds = default.poll_seconds);
    check("textSizePercent", PERCENTS.contains(text_size_percent), &mut || {
        *text_size_percent = default.text_size_percent;
    });
    check("densityPercent", PERCENTS.contains(density_percent), &mut || {
        *density_percent = default.density_percent;
    });
    check("chat.maxTimes", (1..=MAX_TIMES).contains(&chat.max_times), &mut || {
        chat.max_times = default.chat.max_times;
    });
    for (name, template) in [
        ("chat.templates.ru", &mut chat.templates.ru),
        ("chat.templates.kk", &mut chat.templates.kk),
        ("chat.templates.en", &mut chat.templates.en),
        ("chat.reminders.ru", &mut chat.reminders.ru),
        ("chat.reminders.kk", &mut chat.reminders.kk),
        ("chat.reminders.en", &mut chat.reminders.en),
    ] {
        let is_valid = template.as_deref().is_none_or(|text| parse_template(text).is_ok());
        check(name, is_valid, &mut || *template = None);
    }
    check("cache.daysBack", (1..=60).contains(&cache.days_back), &mut || {
        cache.days_back = default.cache.days_back;
    });
    check("cache.daysAhead", (7..=90).contains(&cache.days_ahead), &mut || {
        cache.days_ahead = default.cache.days_ahead;
    });
    check("cache.maxMib", (32..=1024).contains(&cache.max_mib), &mut || {
        cache.max_mib = default.cache.max_mib;
    });
    let is_valid = privacy.after_min.is_none_or(|minutes| (1..=60).contains(&minutes));
    check("privacy.afterMin", is_valid, &mut || privacy.after_min = None);
    replaced
}

/// The template of a text for a client.
///
/// # Errors
/// Why it cannot be used.
pub(crate) fn parse_template(text: &str) -> Result<Template, TemplateProblem> {
    if text.chars().count() > MAX_TEMPLATE_CHARS {
        return Err(TemplateProblem::TooLong);
    }
    Template::parse(text).map_err(|error| match error {
        TemplateError::Unknown(word) => TemplateProblem::Unknown { word },
        TemplateError::Unpaired(sign) => TemplateProblem::Unpaired { sign: sign.to_string() },
    })
}

/// The user's template in a language, else the program's.
pub(crate) fn template_of(settings: &Settings, kind: TemplateKind, language: ChatLanguage) -> Template {
    let own = settings.chat.own_template(kind, language).and_then(|text| parse_template(text).ok());
    own.unwrap_or_else(|| Template::default_of(kind, language))
}

impl Session {
    /// Stores other settings.
    ///
    /// # Errors
    /// `SettingsRefused` when a value is out of its bounds; `StorageFailed` when they cannot be written.
    pub async fn set_settings(self: &Arc<Self>, settings: Settings) -> Result<(), DeskError> {
        let invalid = replace_invalid(&mut settings.clone(), &Settings::default());
        if let Some(name) = invalid.first() {
            let message = format!("the value of {name} is out of its bounds");
            return Err(DeskError::desk(DeskErrorCode::SettingsRefused, message));
        }
        self.write(move |session| session.update(|stored| stored.settings = settings)).await
    }

    /// Stores what the user chose for the account of `epoch`. It is skipped when another account is in use by then.
    pub async fn update_account(
        self: &Arc<Self>,
        epoch: Epoch,
        change: impl FnOnce(&mut StoredState) + Send + 'static,
    ) -> Result<(), DeskError> {
        self.write(move |session| {
            if session.epoch().account != epoch.account {
                return Ok(());
            }
            session.update(change)
        })
        .await
    }

    /// Replaces the filters with names of the account of `epoch`. It is skipped when another account is in use by then.
    ///
    /// # Errors
    /// `SettingsRefused` when there are too many, or a name is blank or too long.
    pub async fn set_saved_filters(
        self: &Arc<Self>,
        saved: Vec<SavedFilter>,
        epoch: Epoch,
    ) -> Result<(), DeskError> {
        let is_valid = |name: &str| !name.trim().is_empty() && name.chars().count() <= MAX_FILTER_NAME_CHARS;
        if saved.len() > MAX_SAVED_FILTERS || !saved.iter().all(|saved| is_valid(&saved.name)) {
            let message = "a filter needs a short name, and there are at most 30";
            return Err(DeskError::desk(DeskErrorCode::SettingsRefused, message));
        }
        self.update_account(epoch, |stored| stored.set_saved_filters(saved)).await
    }
}
