use std::fmt::Write;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::Numbers;
use crate::{PRIVATE_FIELDS, PrivateFieldsError, without_private_fields};

fn cleaned(body: &str) -> String {
    String::from_utf8(without_private_fields(body.as_bytes()).unwrap()).unwrap()
}

#[test]
fn private_fields_are_removed_at_any_depth() {
    let cases = [
        (r#"{"client_identifier":"900101400123"}"#, "{}"),
        (r#"{"client_identifier":null,"id":1}"#, r#"{"id":1}"#),
        (r#"{"id":1,"client_birth_date":"1990-01-01"}"#, r#"{"id":1}"#),
        (r#"{"a":1,"client_comment":"x","b":2}"#, r#"{"a":1,"b":2}"#),
        (r#"{"client_comment":1,"iin":2,"birth_date":3}"#, "{}"),
        (
            r#"[{"contact":{"identifier":"x","name":"y"}},[{"iin":{"a":[1,"}"]}}]]"#,
            r#"[{"contact":{"name":"y"}},[{}]]"#,
        ),
        (r#"{"client_comment":{"client_name":"deep"},"z":[]}"#, r#"{"z":[]}"#),
        // The same name, written with an escape.
        (r#"{"client\u005fidentifier":"900101400123","a":"\u0041"}"#, r#"{"a":"\u0041"}"#),
        // A value, a longer name and a string that only look like private fields.
        (
            r#"{"x":"client_identifier","client_identifier_kind":1,"y":"\"iin\":"}"#,
            r#"{"x":"client_identifier","client_identifier_kind":1,"y":"\"iin\":"}"#,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(cleaned(body), expected);
    }
}

#[test]
fn everything_else_is_copied_unchanged() {
    let cases = [
        r#"{"z":1,"a":2,"z":3}"#,
        "[0.1,1500.0,1E400,-0,123456789012345678901234567890,4.35,1e-7]",
        r#"["\ud83d\ude00","é","\/","\\","\\\"","\"",""]"#,
        r#"[[],{},null,true,false,[[{"a":{}}]]]"#,
        "\"alone\"",
        "12.50",
        "null",
    ];
    for body in cases {
        assert_eq!(cleaned(body), body);
    }
    assert_eq!(
        cleaned(" \r\n{ \"a\" :\t[ 1 , 2 ] , \"iin\" : 3 , \"b\" : { } } \n"),
        r#"{"a":[1,2],"b":{}}"#
    );
}

#[test]
fn body_that_is_not_complete_json_is_rejected() {
    for body in [
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "nul",
        "01",
        "\"a",
        "[1] 2",
        "{\"iin\":1",
        "<html></html>",
        "{\"a\":1]",
        "[1}",
        "{1:2}",
        "{,}",
        "[,1]",
        "[1 2]",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "truee",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u123",
        "\"a\nb\"",
        "\"a\\",
        "{\"client_\\ud800\":1}",
        "\u{feff}{}",
        "\u{a0}{}",
    ] {
        let error = without_private_fields(body.as_bytes()).unwrap_err();
        assert!(matches!(error, PrivateFieldsError::NotJson { .. }), "{body}: {error:?}");
    }
    let error = without_private_fields(b"{\"a\":\"\xff\"}").unwrap_err();
    assert_eq!(error, PrivateFieldsError::NotUtf8 { at: 6 });
    // The character is cut off by the end of the string.
    let error = without_private_fields(b"{\"iin\":\"\xd0\"}").unwrap_err();
    assert_eq!(error, PrivateFieldsError::NotUtf8 { at: 8 });
}

#[test]
fn maximum_depth_is_that_of_the_decoder() {
    let nested = |depth: usize| "[".repeat(depth) + "1" + &"]".repeat(depth);
    assert_eq!(cleaned(&nested(127)), nested(127));
    serde_json::from_str::<Value>(&nested(127)).unwrap();
    for depth in [128, 100_000] {
        serde_json::from_str::<Value>(&nested(depth)).unwrap_err();
        let error = without_private_fields(nested(depth).as_bytes()).unwrap_err();
        assert_eq!(error, PrivateFieldsError::TooDeep, "{depth}");
    }
    let empty = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(cleaned(&empty(127)), empty(127));
    assert_eq!(without_private_fields(empty(128).as_bytes()), Err(PrivateFieldsError::TooDeep));
}

/// Compares the result with the slow method: parse the document to a tree and remove the members from it.
#[test]
fn generated_documents_are_cleaned_like_a_parsed_tree() {
    let mut numbers = Numbers(0x5142_594c);
    let mut removed = 0;
    for round in 0..5_000 {
        let mut text = String::new();
        write_value(&mut text, &mut numbers, 0);
        let mut tree: Value = serde_json::from_str(&text).unwrap();
        removed += clean_tree(&mut tree);
        let copy: Value = serde_json::from_str(&cleaned(&text)).unwrap();
        assert_eq!(copy, tree, "round {round}: {text}");
    }
    assert!(removed > 1_000, "the documents contain too few private fields: {removed}");
}

/// Compares the acceptance with `serde_json` after random changes of single bytes.
#[test]
fn changed_documents_are_accepted_only_when_the_parser_accepts_them() {
    const BYTES: &[u8] = b"{}[]:,\"\\/0123456789-+.eEtrufalsn \n\t\x00\x1f\x7f\xc3\xa9\xff";
    let mut numbers = Numbers(0x0b1d);
    let mut accepted = 0;
    for round in 0..20_000 {
        let mut text = String::new();
        write_value(&mut text, &mut numbers, 3);
        let mut bytes = text.into_bytes();
        for _ in 0..numbers.below(3) {
            let at = usize::try_from(numbers.below(u64::try_from(bytes.len()).unwrap())).unwrap();
            let byte = BYTES[usize::try_from(numbers.below(u64::try_from(BYTES.len()).unwrap())).unwrap()];
            match numbers.below(3) {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => {}
            }
        }
        let is_json =
            std::str::from_utf8(&bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
        let outcome = without_private_fields(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(outcome.is_ok(), is_json, "round {round}: {text}: {outcome:?}");
        if let Ok(copy) = outcome {
            accepted += 1;
            serde_json::from_slice::<IgnoredAny>(&copy)
                .unwrap_or_else(|error| panic!("round {round}: {text}: {error}"));
        }
    }
    assert!((5_000..15_000).contains(&accepted), "{accepted} documents were accepted");
}

fn clean_tree(value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(clean_tree).sum(),
        Value::Object(members) => {
            let before = members.len();
            members.retain(|name, _| !PRIVATE_FIELDS.contains(&name.as_str()));
            before - members.len() + members.values_mut().map(clean_tree).sum::<usize>()
        }
        _ => 0,
    }
}

fn write_value(text: &mut String, numbers: &mut Numbers, depth: u32) {
    const SCALARS: [&str; 9] = [
        "null",
        "true",
        "-12",
        "1500.0",
        "18446744073709551615",
        r#""""#,
        r#""a\\""#,
        r#""{[,:]}\"""#,
        r#""Жанар \u00e9""#,
    ];
    let space = |numbers: &mut Numbers| ["", "", " ", "\n\t"][usize::try_from(numbers.below(4)).unwrap()];
    let count = numbers.below(5);
    let kind = if depth > 5 { 0 } else { numbers.below(4) };
    text.push_str(space(numbers));
    match kind {
        0 | 1 if depth > 0 => text.push_str(SCALARS[usize::try_from(numbers.below(9)).unwrap()]),
        2 => {
            text.push('[');
            for index in 0..count {
                text.push_str(if index > 0 { "," } else { "" });
                write_value(text, numbers, depth + 1);
            }
            text.push(']');
        }
        _ => {
            text.push('{');
            for index in 0..count {
                text.push_str(if index > 0 { "," } else { "" });
                let pick = usize::try_from(numbers.below(12)).unwrap();
                let name = PRIVATE_FIELDS
                    .get(pick)
                    .map_or_else(|| format!("field \\\"{index}"), |name| (*name).to_owned());
                write!(text, "{}\"{name}\"{}:", space(numbers), space(numbers)).unwrap();
                write_value(text, numbers, depth + 1);
            }
            text.push('}');
        }
    }
    text.push_str(space(numbers));
}
