//! One request at a time for one range: who asks for what is already being asked for waits for that answer.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use url::Url;

use crate::Token;

/// What makes two requests ask for the same thing. Another token can see other rows.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) url: Url,
    pub(crate) token: Token,
}

/// The requests under way. A request lives as long as somebody waits for it, and is dropped with the last one.
pub(crate) struct InFlight<T> {
    flights: Flights<T>,
}

type Flights<T> = Arc<Mutex<HashMap<Key, Flight<T>>>>;
type SharedRequest<T> = Shared<BoxFuture<'static, T>>;

struct Flight<T> {
    /// Tells this flight from a later one of the same key.
    id: u64,
    /// The answer is only that of another caller who knows the same version.
    etag: Option<String>,
    request: WeakShared<BoxFuture<'static, T>>,
}

impl<T: Clone + Send + Sync + 'static> InFlight<T> {
    pub(crate) fn new() -> Self {
        Self { flights: Arc::default() }
    }

    /// Joins the request of the same key and `ETag`, or starts one when none of the key is under way.
    pub(crate) async fn run<F>(&self, key: Key, etag: Option<String>, request: F) -> T
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut request = request;
        loop {
            match self.join(&key, etag.as_ref(), request) {
                Ok(shared) => return shared.await,
                Err((not_started, other_version)) => {
                    other_version.await;
                    request = not_started;
                }
            }
        }
    }

    /// The request to wait for; or `request` back, with the one of another version that must end first.
    fn join<F>(
        &self,
        key: &Key,
        etag: Option<&String>,
        request: F,
    ) -> Result<SharedRequest<T>, (F, SharedRequest<T>)>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut flights = lock(&self.flights);
        if let Some(flight) = flights.get(key)
            && let Some(shared) = flight.request.upgrade()
        {
            return if flight.etag.as_ref() == etag { Ok(shared) } else { Err((request, shared)) };
        }
        let id = fastrand::u64(..);
        let landing = Landing { flights: Arc::clone(&self.flights), key: key.clone(), id };
        let shared = async move {
            let _landing = landing;
            request.await
        }
        .boxed()
        .shared();
        if let Some(request) = shared.downgrade() {
            flights.insert(key.clone(), Flight { id, etag: etag.cloned(), request });
        }
        Ok(shared)
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        lock(&self.flights).len()
    }
}

/// Takes a flight off the board when its request has ended or was given up, before anybody sees the answer.
struct Landing<T> {
    flights: Flights<T>,
    key: Key,
    id: u64,
}

impl<T> Drop for Landing<T> {
    fn drop(&mut self) {
        let mut flights = lock(&self.flights);
        if flights.get(&self.key).is_some_and(|flight| flight.id == self.id) {
            flights.remove(&self.key);
        }
    }
}

fn lock<T>(flights: &Flights<T>) -> MutexGuard<'_, HashMap<Key, Flight<T>>> {
    flights.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::{Notify, oneshot};

    use super::*;

    fn key(path: &str) -> Key {
        let url = Url::parse("https://one-link.kz").unwrap().join(path).unwrap();
        Key { url, token: Token::new("q7Hk2mZx").unwrap() }
    }

    #[tokio::test]
    async fn the_same_request_is_made_once() {
        let flights = Arc::new(InFlight::new());
        let started = Arc::new(AtomicUsize::new(0));
        let gate = Arc::new(Notify::new());
        let ask = |key: Key, etag: Option<&str>| {
            let (flights, started, gate) = (Arc::clone(&flights), Arc::clone(&started), Arc::clone(&gate));
            let etag = etag.map(str::to_owned);
            Box::pin(async move {
                let request = async move {
                    let number = started.fetch_add(1, Ordering::SeqCst);
                    gate.notified().await;
                    number
                };
                flights.run(key, etag, request).await
            })
        };
        let mut first = ask(key("/a"), None);
        let mut second = ask(key("/a"), None);
        let mut other = ask(key("/b"), None);
        let mut newer = ask(key("/a"), Some("v2"));
        for asked in [&mut first, &mut second, &mut other, &mut newer] {
            assert!(futures_util::poll!(asked).is_pending());
        }
        // The one that knows another version waits for the first to end.
        assert_eq!((started.load(Ordering::SeqCst), flights.len()), (2, 2));

        gate.notify_waiters();
        assert_eq!((first.await, second.await, other.await), (0, 0, 1));
        assert_eq!(flights.len(), 0);
        assert!(futures_util::poll!(&mut newer).is_pending());
        gate.notify_waiters();
        assert_eq!(newer.await, 2);
        assert_eq!(flights.len(), 0);
    }

    #[tokio::test]
    async fn it_goes_on_for_the_second_when_the_first_gives_up() {
        let flights = InFlight::new();
        let (answer, request) = oneshot::channel::<u8>();
        let mut first = Box::pin(flights.run(key("/a"), None, async { request.await.ok() }));
        assert!(futures_util::poll!(&mut first).is_pending());
        let mut second = Box::pin(flights.run(key("/a"), None, async { None }));
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(first);
        answer.send(9).unwrap();
        assert_eq!(second.await, Some(9));
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_dropped() {
        let flights = InFlight::new();
        let (mut answer, request) = oneshot::channel::<u8>();
        let mut only = Box::pin(flights.run(key("/a"), None, async { request.await.ok() }));
        assert!(futures_util::poll!(&mut only).is_pending());
        drop(only);
        answer.closed().await;
        assert_eq!(flights.len(), 0);
        assert_eq!(flights.run(key("/a"), None, async { Some(1) }).await, Some(1));
    }
}
