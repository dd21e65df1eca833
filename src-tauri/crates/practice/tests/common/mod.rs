//! A practice server and an HTTP client for it.
#![allow(dead_code, reason = "each test file uses some of these items")]
#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::time::Duration;

use chrono::{DateTime, Utc};
use practice::{Fault, Options, Scenario, Server};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;

pub const TOKEN: &str = "a-token-for-tests";

/// A Wednesday, 11:10 in Almaty.
pub const NOW: &str = "2026-11-25T06:10:00Z";

/// The query for the week of [`NOW`] in Almaty, with escaped plus signs.
pub const WEEK: &str = "view=week&from=2026-11-23T00:00:00%2B05:00&to=2026-11-30T00:00:00%2B05:00";

pub fn instant(text: &str) -> DateTime<Utc> {
    practice::parse_instant(text).unwrap()
}

pub fn options(scenario: Scenario, now: &str) -> Options {
    Options { port: 0, token: TOKEN.to_owned(), scenario, fault: None, now: instant(now), edits: Vec::new() }
}

/// A running practice server and a client that follows no redirects.
pub struct TestServer {
    pub server: Server,
    pub client: Client,
}

impl TestServer {
    pub async fn start_at(scenario: Scenario, now: &str) -> Self {
        let server = practice::start(options(scenario, now)).await.unwrap();
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { server, client }
    }

    pub async fn start(scenario: Scenario) -> Self {
        Self::start_at(scenario, NOW).await
    }

    pub async fn start_with(fault: Fault) -> Self {
        let test = Self::start(Scenario::Clinic).await;
        test.server.set_fault(Some(fault));
        test
    }

    /// A GET request with the token.
    pub fn get(&self, path_and_query: &str) -> RequestBuilder {
        let url = format!("{}{path_and_query}", self.server.address());
        self.client.get(url).header("api_access_token", TOKEN).timeout(Duration::from_mins(1))
    }

    pub async fn calendar(&self, query: &str) -> Response {
        self.get(&format!("/api/v1/accounts/1/scheduling/calendar?{query}")).send().await.unwrap()
    }

    pub async fn profile(&self) -> Response {
        self.get("/api/v1/profile").send().await.unwrap()
    }

    /// The payload of a successful calendar response.
    pub async fn payload(&self, query: &str) -> Value {
        let response = self.calendar(query).await;
        assert_eq!(response.status(), 200, "{query}");
        let body = response.bytes().await.unwrap();
        serde_json::from_slice::<Value>(&body).unwrap()["payload"].take()
    }
}

/// The status and the JSON body.
pub async fn status_and_json(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

/// The status, the content type and the text of the body.
pub async fn status_type_and_text(response: Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let content_type = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
    (status, content_type.unwrap_or_default(), response.text().await.unwrap())
}

pub fn rows<'a>(payload: &'a Value, list: &str) -> &'a [Value] {
    payload[list].as_array().unwrap()
}

pub fn ids(payload: &Value, list: &str) -> Vec<i64> {
    rows(payload, list).iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

pub fn instant_field(row: &Value, field: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(row[field].as_str().unwrap()).unwrap().to_utc()
}
