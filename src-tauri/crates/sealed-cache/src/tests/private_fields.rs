use std::fmt::Write;

use serde_json::Value;

use super::Numbers;
use crate::{PRIVATE_FIELDS, PrivateFieldsError, without_private_fields};

fn cleared(body: &str) -> String {
    String::from_utf8(without_private_fields(body.as_bytes()).unwrap()).unwrap()
}

#[test]
fn private_fields_go_wherever_they_stand() {
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
        // Values, texts and longer names that only look so.
        (
            r#"{"x":"client_identifier","client_identifier_kind":1,"y":"\"iin\":"}"#,
            r#"{"x":"client_identifier","client_identifier_kind":1,"y":"\"iin\":"}"#,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(cleared(body), expected);
    }
}

#[test]
fn everything_else_stays_as_it_was_written() {
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
        assert_eq!(cleared(body), body);
    }
    assert_eq!(
        cleared(" \r\n{ \"a\" :\t[ 1 , 2 ] , \"iin\" : 3 , \"b\" : { } } \n"),
        r#"{"a":[1,2],"b":{}}"#
    );
}

#[test]
fn what_is_not_json_is_refused_whole() {
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
    ] {
        let error = without_private_fields(body.as_bytes()).unwrap_err();
        assert!(matches!(error, PrivateFieldsError::NotJson(_)), "{body}: {error:?}");
    }
    let error = without_private_fields(b"{\"a\":\"\xff\"}").unwrap_err();
    assert!(matches!(error, PrivateFieldsError::NotUtf8(_)), "{error:?}");
}

#[test]
fn depth_ends_where_the_decoder_ends() {
    let nested = |depth: usize| "[".repeat(depth) + "1" + &"]".repeat(depth);
    assert_eq!(cleared(&nested(127)), nested(127));
    serde_json::from_str::<Value>(&nested(127)).unwrap();
    for depth in [128, 100_000] {
        serde_json::from_str::<Value>(&nested(depth)).unwrap_err();
        let error = without_private_fields(nested(depth).as_bytes()).unwrap_err();
        assert!(matches!(error, PrivateFieldsError::TooDeep), "{depth}: {error:?}");
    }
}

/// Beside the slow way: parse to a tree, take the members out of it.
#[test]
fn it_agrees_with_a_tree_on_invented_documents() {
    let mut numbers = Numbers(0x5142_594c);
    let mut dropped = 0;
    for round in 0..5_000 {
        let mut text = String::new();
        write_value(&mut text, &mut numbers, 0);
        let mut tree: Value = serde_json::from_str(&text).unwrap();
        dropped += clear_tree(&mut tree);
        let kept: Value = serde_json::from_str(&cleared(&text)).unwrap();
        assert_eq!(kept, tree, "round {round}: {text}");
    }
    assert!(dropped > 1_000, "the documents hold too few private fields to prove anything: {dropped}");
}

fn clear_tree(value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(clear_tree).sum(),
        Value::Object(members) => {
            let before = members.len();
            members.retain(|name, _| !PRIVATE_FIELDS.contains(&name.as_str()));
            before - members.len() + members.values_mut().map(clear_tree).sum::<usize>()
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
