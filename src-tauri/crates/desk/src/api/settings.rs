//! What the user chose.

use calendar::chat::ChatLanguage;
use serde::{Deserialize, Serialize};

/// The program's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Language {
    Ru,
    Kk,
    En,
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// What the user chose; kept in plain sight, so nothing secret may ever stand here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    /// Distance of the grid's lines: 5, 10, 15, 30 or 60 minutes.
    pub time_step_min: u32,
    /// How often the server is asked while the window is in sight, in seconds: 10 to 600.
    #[serde(default = "poll_seconds")]
    pub poll_seconds: u32,
    #[serde(default)]
    pub chat: ChatSettings,
    #[serde(default)]
    pub cache: CacheSettings,
    #[serde(default)]
    pub privacy: PrivacySettings,
}

/// When names and phones are hidden from whoever else can see the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PrivacySettings {
    /// Minutes without a key or the pointer after which they are hidden, 1 to 60; absent means only when asked for.
    pub after_min: Option<u32>,
}

/// How much of the calendar is kept on this computer, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CacheSettings {
    /// Days after which a past period goes, 1 to 60.
    pub days_back: u32,
    /// Days ahead from which on nothing is kept, 7 to 90.
    pub days_ahead: u32,
    /// Mebibytes that all of it may take, 32 to 1024.
    pub most_mib: u32,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { days_back: 14, days_ahead: 45, most_mib: 256 }
    }
}

/// How often the server is asked unless the user chose otherwise.
pub(crate) const fn poll_seconds() -> u32 {
    30
}

/// How ticked times are put into words for a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChatSettings {
    /// The client's language; independent of the program's.
    pub language: ChatLanguage,
    pub templates: ChatTemplates,
    /// How many times a text holds at most, 1 to 20.
    pub most: u32,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self { language: ChatLanguage::Ru, templates: ChatTemplates::default(), most: 6 }
    }
}

/// The user's own templates; where there is none the program's is used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChatTemplates {
    pub ru: Option<String>,
    pub kk: Option<String>,
    pub en: Option<String>,
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
