//! The money view and the money panel.

use std::hash::{DefaultHasher, Hash, Hasher};

use calendar::model::{Instant, Interval};
use calendar::money::MoneyRequest;
use calendar::view;
use calendar::view::types::PaymentBasis;
use calendar::{KnownRange, civil, money};
use chrono::NaiveDate;

use super::screen::{accepted_window, bad_date, date_or_today, hash_of_filter};
use crate::Desk;
use crate::api::{
    CoveredDates, DeskError, DeskErrorCode, LoadMoneyRows, LoadedMoneyRows, MoneyScreen, OpenMoney,
};
use crate::errors::blocking;
use crate::session::ActiveAccount;
use crate::sync::{MoneyData, known_ranges};

/// The most days between two dates.
const MAX_DAYS: i64 = 100;

/// The data for a request of the money view.
struct OpenedMoney {
    active: ActiveAccount,
    first: NaiveDate,
    last: NaiveDate,
    today: NaiveDate,
    basis: PaymentBasis,
    data: MoneyData,
}

impl Desk {
    pub(crate) async fn open_money(&self, request: OpenMoney) -> Result<MoneyScreen, DeskError> {
        let opened = self.money_opened(request).await?;
        let now = self.session.now();
        blocking(move || {
            let OpenedMoney { active, first, last, today, data, .. } = &opened;
            let zone = active.account.zone();
            let label = |date| view::date_label(date, *today);
            let covered = data.covered.iter().map(|range| CoveredDates {
                first: label(civil::date_of(zone, range.start)),
                // A range ends at midnight, at the start of the date that is not in it.
                last: label(civil::add_days(civil::date_of(zone, range.end), -1)),
            });
            let period = Interval::new(
                civil::day_start(zone, *first),
                civil::day_start(zone, civil::add_days(*last, 1)),
            );
            MoneyScreen {
                revision: opened.revision(),
                first: label(*first),
                last: label(*last),
                covered: covered.collect(),
                has_gaps: !data.covered.iter().any(|range| range.encloses(&period)),
                fetching: data.fetching,
                incomplete: data.incomplete,
                overview: opened.with(now, money::overview),
            }
        })
        .await
    }

    pub(crate) async fn money_rows(&self, request: LoadMoneyRows) -> Result<LoadedMoneyRows, DeskError> {
        let LoadMoneyRows { money: opened, table, order } = request;
        accepted_window(order.rows)?;
        let opened = self.money_opened(opened).await?;
        let now = self.session.now();
        blocking(move || LoadedMoneyRows {
            revision: opened.revision(),
            rows: opened.with(now, |known, request| money::money_rows(known, request, &table, &order)),
        })
        .await
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn close_money(&self) -> Result<(), DeskError> {
        self.sync.drop_money_data(&self.session.active()?);
        Ok(())
    }

    async fn money_opened(&self, request: OpenMoney) -> Result<OpenedMoney, DeskError> {
        let active = self.session.active()?;
        let today = civil::date_of(active.account.zone(), self.session.now());
        let from = date_or_today(request.date.as_deref(), today)?;
        let (first, last) = match request.last.as_deref() {
            None => view::named_period(request.view, from),
            Some(last) => (from, date_or_today(Some(last), today)?),
        };
        if !(0..=MAX_DAYS).contains(&last.signed_duration_since(first).num_days()) {
            return Err(bad_date());
        }
        let data = self.sync.money_data(&active, (first, last)).await?;
        if data.snapshots.is_empty() {
            return Err(DeskError::desk(DeskErrorCode::NotFetched, "nothing was fetched yet"));
        }
        Ok(OpenedMoney { active, first, last, today, basis: request.basis, data })
    }
}

impl OpenedMoney {
    fn with<T>(&self, now: Instant, compute: impl FnOnce(&[KnownRange<'_>], &MoneyRequest) -> T) -> T {
        let request = MoneyRequest {
            from: self.first,
            to: self.last,
            basis: self.basis,
            now,
            zone: self.active.account.zone(),
            filter: &self.active.filter,
            order: &self.active.order,
        };
        compute(&known_ranges(&self.data.snapshots), &request)
    }

    /// Everything on which the rows depend, as a short text.
    fn revision(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for snapshot in &self.data.snapshots {
            snapshot.revision.hash(&mut hasher);
        }
        hash_of_filter(&self.active, self.today, &mut hasher);
        format!("{:016x}", hasher.finish())
    }
}
