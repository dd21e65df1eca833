//! Names of files that every system accepts.

/// The longest name without its extension, in bytes of UTF-8. Most file systems have room for 255.
const MAX_BYTES: usize = 180;

/// Windows takes these for devices, whatever the extension is.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// A suggested name of a file. What Windows forbids in a name becomes a space.
pub(crate) fn file_name(name: &str, extension: &str) -> String {
    let is_forbidden = |character: char| {
        character.is_control() || matches!(character, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
    };
    let spaced = name.replace(is_forbidden, " ");
    let mut clean = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    clean.truncate(clean.floor_char_boundary(MAX_BYTES));
    // A dot at the start hides a file, and Windows removes dots and spaces at the end.
    let clean = clean.trim_matches(['.', ' ']);
    let stem = clean.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let is_port =
        |prefix: &str| stem.strip_prefix(prefix).is_some_and(|rest| rest.chars().count() == 1 && rest != "0");
    if clean.is_empty() {
        format!("Qabyl.{extension}")
    } else if DEVICES.contains(&stem.as_str()) || is_port("COM") || is_port("LPT") {
        format!("_{clean}.{extension}")
    } else {
        format!("{clean}.{extension}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_windows_forbids_are_replaced() {
        assert_eq!(
            file_name("Список: 23–29 ноября 2026 / «Айгуль» <1>|?*\\\"\n.", "xlsx"),
            "Список 23–29 ноября 2026 «Айгуль» 1.xlsx"
        );
        assert_eq!(file_name("../../etc/passwd", "csv"), "etc passwd.csv");
    }

    #[test]
    fn names_of_devices_empty_names_and_dots_are_replaced() {
        for (name, expected) in [
            ("con", "_con.csv"),
            ("NUL.2026", "_NUL.2026.csv"),
            ("Com1", "_Com1.csv"),
            ("lpt9", "_lpt9.csv"),
            ("Company", "Company.csv"),
            ("com0", "com0.csv"),
            ("", "Qabyl.csv"),
            (" .. ", "Qabyl.csv"),
            (".hidden", "hidden.csv"),
        ] {
            assert_eq!(file_name(name, "csv"), expected, "{name:?}");
        }
    }

    #[test]
    fn long_name_is_cut_between_characters() {
        let name = file_name(&"ә".repeat(500), "ics");
        assert!(name.len() <= 255 && name.ends_with("ә.ics"), "{name}");
    }
}
