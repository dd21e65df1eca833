//! A server to ask and a client to ask with.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

use std::time::Duration;

use chrono::{DateTime, Utc};
use practice::{Fault, Options, Scenario, Server};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;

pub const TOKEN: &str = "a-token-for-tests";

/// A Wednesday, ten past eleven in Almaty.
pub const NOW: &str = "2026-11-25T06:10:00Z";

/// The week of [`NOW`] in Almaty, with its plus signs escaped.
pub const WEEK: &str = "view=week&from=2026-11-23T00:00:00%2B05:00&to=2026-11-30T00:00:00%2B05:00";

pub fn moment(text: &str) -> DateTime<Utc> {
    practice::parse_instant(text).unwrap()
}

pub fn options(scenario: Scenario, now: &str) -> Options {
    Options { port: 0, token: TOKEN.to_owned(), scenario, fault: None, now: moment(now), turns: Vec::new() }
}

pub struct Desk {
    pub server: Server,
    pub client: Client,
}

impl Desk {
    pub async fn at(scenario: Scenario, now: &str) -> Self {
        let server = practice::start(options(scenario, now)).await.unwrap();
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { server, client }
    }

    pub async fn new(scenario: Scenario) -> Self {
        Self::at(scenario, NOW).await
    }

    pub async fn with(fault: Fault) -> Self {
        let desk = Self::new(Scenario::Clinic).await;
        desk.server.set_fault(Some(fault));
        desk
    }

    pub fn get(&self, path_and_query: &str) -> RequestBuilder {
        let url = format!("{}{path_and_query}", self.server.address());
        self.client.get(url).header("api_access_token", TOKEN).timeout(Duration::from_secs(60))
    }

    pub async fn calendar(&self, query: &str) -> Response {
        self.get(&format!("/api/v1/accounts/1/scheduling/calendar?{query}")).send().await.unwrap()
    }

    pub async fn profile(&self) -> Response {
        self.get("/api/v1/profile").send().await.unwrap()
    }

    pub async fn payload(&self, query: &str) -> Value {
        let response = self.calendar(query).await;
        assert_eq!(response.status(), 200, "{query}");
        let body = response.bytes().await.unwrap();
        serde_json::from_slice::<Value>(&body).unwrap()["payload"].take()
    }
}

/// The status and the body as JSON.
pub async fn refusal(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

/// The status, the content type and the body.
pub async fn text(response: Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
    (status, kind.unwrap_or_default(), response.text().await.unwrap())
}

pub fn rows<'a>(payload: &'a Value, list: &str) -> &'a [Value] {
    payload[list].as_array().unwrap()
}

pub fn ids(payload: &Value, list: &str) -> Vec<i64> {
    rows(payload, list).iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

pub fn instant(row: &Value, field: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(row[field].as_str().unwrap()).unwrap().to_utc()
}
