//! The user's settings.

use std::collections::{BTreeMap, BTreeSet};

use calendar::chat::{ChatLanguage, TemplateKind};
use serde::{Deserialize, Serialize};

use super::{PaperKind, PaperOption};

/// The program's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Language {
    Ru,
    Kk,
    En,
}

/// Light, dark, or the system's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// How the day and the week draw cancelled appointments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum CancelledDisplay {
    /// A narrow strip at the edge of the column.
    #[default]
    Narrow,
    /// Not at all.
    Hidden,
}

/// The user's settings. They are stored unencrypted, so no secret may be here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    /// Minutes between the grid's lines: 5, 10, 15, 30 or 60.
    pub time_step_min: u32,
    /// Seconds between polls while the window is visible, 10 to 600.
    #[serde(default = "default_poll_seconds")]
    pub poll_seconds: u32,
    /// Zoom of the whole window, text and controls, in percent: 80 to 150.
    #[serde(default = "default_percent")]
    pub text_size_percent: u32,
    /// Height of a minute in the day's grid and of a row, in percent: 80 to 150.
    #[serde(default = "default_percent")]
    pub density_percent: u32,
    #[serde(default)]
    pub cancelled: CancelledDisplay,
    #[serde(default)]
    pub chat: ChatSettings,
    #[serde(default)]
    pub cache: CacheSettings,
    #[serde(default)]
    pub privacy: PrivacySettings,
    /// What is in the printed documents. A kind that was never changed is absent.
    #[serde(default)]
    pub paper: BTreeMap<PaperKind, BTreeSet<PaperOption>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::Ru,
            theme: Theme::System,
            time_step_min: 30,
            poll_seconds: default_poll_seconds(),
            text_size_percent: default_percent(),
            density_percent: default_percent(),
            cancelled: CancelledDisplay::default(),
            chat: ChatSettings::default(),
            cache: CacheSettings::default(),
            privacy: PrivacySettings::default(),
            paper: BTreeMap::new(),
        }
    }
}

const fn default_poll_seconds() -> u32 {
    30
}

const fn default_percent() -> u32 {
    100
}

/// When names and phones are hidden from other people who can see the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PrivacySettings {
    /// Minutes without a key press or a pointer movement after which they are hidden, 1 to 60. Absent: only on request.
    pub after_min: Option<u32>,
}

/// How much of the calendar is cached on this computer, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CacheSettings {
    /// Days after which a past period is deleted, 1 to 60.
    pub days_back: u32,
    /// Periods that begin more days ahead than this are not cached, 7 to 90.
    pub days_ahead: u32,
    /// Size of the whole cache in mebibytes, 32 to 1024.
    pub max_mib: u32,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { days_back: 14, days_ahead: 45, max_mib: 256 }
    }
}

/// How selected times are written as a text for a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChatSettings {
    /// The client's language. It does not depend on the program's.
    pub language: ChatLanguage,
    pub templates: ChatTemplates,
    /// For reminders of appointments. Earlier versions had none.
    #[serde(default)]
    pub reminders: ChatTemplates,
    /// The largest number of times in one text, 1 to 20.
    pub max_times: u32,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self {
            language: ChatLanguage::Ru,
            templates: ChatTemplates::default(),
            reminders: ChatTemplates::default(),
            max_times: 6,
        }
    }
}

/// The user's own templates. Where there is none, the program's is used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChatTemplates {
    pub ru: Option<String>,
    pub kk: Option<String>,
    pub en: Option<String>,
}

impl ChatSettings {
    /// The user's own template of a kind for a language.
    #[must_use]
    pub fn own_template(&self, kind: TemplateKind, language: ChatLanguage) -> Option<&str> {
        match kind {
            TemplateKind::Offer => self.templates.of(language),
            TemplateKind::Reminder => self.reminders.of(language),
        }
    }
}

impl ChatTemplates {
    /// The user's own template for a language.
    #[must_use]
    pub fn of(&self, language: ChatLanguage) -> Option<&str> {
        match language {
            ChatLanguage::Ru => self.ru.as_deref(),
            ChatLanguage::Kk => self.kk.as_deref(),
            ChatLanguage::En => self.en.as_deref(),
        }
    }
}
