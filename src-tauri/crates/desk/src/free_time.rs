//! When are you free: the moments of a day, the finder, and ticked times in words for a chat.

use std::collections::BTreeSet;
use std::time::Duration;

use calendar::chat::{
    ChatLanguage, ChatLine, Placeholder, Template, TemplateError, compose, placeholder_word,
};
use calendar::civil;
use calendar::model::Interval;
use calendar::view::types::{CellMoments, DateTimeLabel, GroupBy, ViewKind};
use calendar::view::{self, FinderRequest};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use tokio::sync::broadcast::error::RecvError;

use crate::Desk;
use crate::api::{
    ChatSettings, DeskError, DeskErrorCode, FindFree, FoundFree, Offer, OfferTimes, OpenCell,
    PreviewTemplate, SelectedTime, TemplatePreview, TemplateProblem,
};
use crate::books::{Book, known_ranges, unit_of};
use crate::screen::{bad_date, date_or_today};
use crate::state::Account;

/// Times confirmed within this time may be sent without asking again.
const CHECKED: TimeDelta = TimeDelta::seconds(60);
/// How long somebody with a client on the phone waits for the check before the text is given all the same.
const CHECK_WAIT: Duration = Duration::from_secs(4);
/// A template of more letters is refused.
const LONGEST_TEMPLATE: usize = 500;
/// More times than this are no answer to a client.
const MAX_TIMES: u32 = 20;
/// So many rows fit into any list worth reading.
const MAX_ROWS: u32 = 500;

impl Desk {
    pub(crate) async fn moments(&self, request: OpenCell) -> Result<CellMoments, DeskError> {
        let account = self.account()?;
        let (zone, now) = (account.zone(), self.now());
        let date = date_or_today(Some(&request.date), civil::date_of(zone, now))?;
        let Some(book) = self.book_for(&account, view::period_range(ViewKind::Day, date, zone)).await else {
            return Err(DeskError::desk(DeskErrorCode::NotFetched, "this day was never fetched"));
        };
        self.blocking(move |_| {
            let resource = book.calendar.resource(request.resource_id)?;
            let OpenCell { duration_min, step_min, .. } = request;
            Some(view::moments(&book.calendar, resource, date, zone, now, duration_min, step_min))
        })
        .await?
        .ok_or_else(|| DeskError::desk(DeskErrorCode::NotFetched, "no such resource in this day's data"))
    }

    pub(crate) async fn find_free(&self, request: FindFree) -> Result<FoundFree, DeskError> {
        let account = self.account()?;
        let (zone, now) = (account.zone(), self.now());
        let from = date_or_today(request.from.as_deref(), civil::date_of(zone, now))?;
        if request.duration_min.is_some_and(|minutes| !(5..=720).contains(&minutes)) {
            return Err(DeskError::desk(
                DeskErrorCode::BadRequest,
                "an appointment takes 5 minutes to 12 hours",
            ));
        }
        let mut books = self.state().books.newest_first();
        let filter = self.state().filter();
        let FindFree { whom, duration_min, working_days, part, notice_min, step_min, .. } = request;
        let (group_by, max_rows): (GroupBy, _) = (request.group_by, request.max_rows.min(MAX_ROWS));
        loop {
            let (whom, filter, known) = (whom.clone(), filter.clone(), books.clone());
            let view = self
                .blocking(move |_| {
                    let request = FinderRequest {
                        duration_min,
                        whom: &whom,
                        from,
                        working_days,
                        part,
                        notice_min,
                        step_min: step_min.map(|minutes| minutes.clamp(5, 60)),
                        group_by,
                        max_rows: usize::try_from(max_rows).unwrap_or(usize::MAX),
                        now,
                        zone,
                        filter: &filter,
                    };
                    view::find(&known_ranges(&known), &request)
                })
                .await?;
            let Some(missing) = view.unknown_from.as_ref().and_then(|label| label.iso.parse().ok()) else {
                return Ok(FoundFree { view, fetching: false });
            };
            match self.cached_book(&account, view::period_range(ViewKind::Day, missing, zone)).await {
                Some(book) => books.push(book),
                None => return Ok(FoundFree { fetching: self.fetch_for_finder(missing, zone), view }),
            }
        }
    }

    /// Fetches the weeks around the month of a date that the finder lacks; whether it is on its way. After a failure
    /// it is left to the polls to find out when the server is there again.
    fn fetch_for_finder(&self, missing: NaiveDate, zone: Tz) -> bool {
        let unit = unit_of(ViewKind::Month, missing, zone);
        if self.state().failure.is_none() {
            self.fetch_behind(unit);
        }
        self.state().fetching.contains(&unit)
    }

    pub(crate) async fn offer(&self, request: OfferTimes) -> Result<Offer, DeskError> {
        let account = self.account()?;
        let zone = account.zone();
        let ticked =
            request.times.iter().map(ticked).collect::<Result<Vec<view::SelectedTime>, DeskError>>()?;
        let mut asked = false;
        let mut books = self.books_of(&account, &ticked).await;
        if request.check {
            let before = self.now() - CHECKED;
            let old: BTreeSet<Interval> = sources(&books, &ticked)
                .filter(|book| book.checked_at < before)
                .map(|book| book.range)
                .collect();
            asked = !old.is_empty();
            self.fetch_now(&old).await;
            books = self.books_of(&account, &ticked).await;
        }
        let now = self.now();
        let (chat, failing) = {
            let state = self.state();
            (state.kept.settings.chat.clone(), state.failure.is_some() || state.access.is_none())
        };
        self.blocking(move |_| {
            let known = known_ranges(&books);
            let most = usize::try_from(chat.most).unwrap_or(usize::MAX);
            let lines = view::chat_lines(&ticked, &known, zone, now, most);
            let times = view::offered_times(&ticked, &known, zone, now);
            let standing = times.iter().filter(|time| time.gone.is_none()).count();
            let today = civil::date_of(zone, now);
            let oldest = sources(&books, &ticked).map(|book| book.checked_at).min();
            Offer {
                text: if lines.is_empty() {
                    String::new()
                } else {
                    compose(&lines, &template(&chat), chat.language, today)
                },
                times,
                left_out: u32::try_from(standing.saturating_sub(most)).unwrap_or(u32::MAX),
                not_checked_since: oldest
                    .filter(|checked_at| (asked || failing) && now - *checked_at > CHECKED)
                    .map(|checked_at| DateTimeLabel {
                        date: view::date_label(civil::date_of(zone, checked_at), today),
                        time: civil::wall_label(zone, checked_at),
                    }),
            }
        })
        .await
    }

    /// The books in memory, with those from the cache that a ticked time needs.
    async fn books_of(&self, account: &Account, ticked: &[view::SelectedTime]) -> Vec<Book> {
        let mut books = self.state().books.newest_first();
        for tick in ticked {
            if !books.iter().any(|book| covers(book, tick))
                && let Some(book) = self.cached_book(account, tick.interval).await
            {
                books.push(book);
            }
        }
        books
    }

    /// Asks for `units` and waits for the answers, but not for long.
    async fn fetch_now(&self, units: &BTreeSet<Interval>) {
        let mut events = self.events();
        for unit in units {
            self.fetch_behind(*unit);
        }
        let answered = async {
            while units.iter().any(|unit| self.state().fetching.contains(unit)) {
                // A lagging receiver has missed an event, so there is something new to look at.
                if let Err(RecvError::Closed) = events.recv().await {
                    break;
                }
            }
        };
        if tokio::time::timeout(CHECK_WAIT, answered).await.is_err() {
            tracing::info!("the check before copying took too long");
        }
    }

    pub(crate) async fn preview_template(
        &self,
        request: PreviewTemplate,
    ) -> Result<TemplatePreview, DeskError> {
        let account = self.account()?;
        let (zone, now) = (account.zone(), self.now());
        let book = self.state().books.newest_first().into_iter().next();
        self.blocking(move |_| {
            let PreviewTemplate { language, template } = request;
            let today = civil::date_of(zone, now);
            let parsed = read_template(&template);
            let problem = parsed.as_ref().err().cloned();
            TemplatePreview {
                text: parsed.ok().map(|template| {
                    compose(&sample_lines(book.as_ref(), today, zone), &template, language, today)
                }),
                problem,
                placeholders: Placeholder::ALL
                    .iter()
                    .map(|placeholder| placeholder_word(*placeholder, language).to_owned())
                    .collect(),
                default_template: Template::default_text(language),
            }
        })
        .await
    }
}

/// # Errors
/// When a template cannot be understood or a number is out of bounds; the screen has said so before.
pub(crate) fn check_chat(chat: &ChatSettings) -> Result<(), DeskError> {
    let templates =
        [ChatLanguage::Ru, ChatLanguage::Kk, ChatLanguage::En].map(|each| chat.templates.of(each));
    if !(1..=MAX_TIMES).contains(&chat.most)
        || templates.into_iter().flatten().any(|text| read_template(text).is_err())
    {
        return Err(DeskError::desk(DeskErrorCode::BadRequest, "chat settings that cannot be used"));
    }
    Ok(())
}

fn read_template(text: &str) -> Result<Template, TemplateProblem> {
    if text.chars().count() > LONGEST_TEMPLATE {
        return Err(TemplateProblem::TooLong);
    }
    Template::parse(text).map_err(|error| match error {
        TemplateError::Unknown(word) => TemplateProblem::Unknown { word },
        TemplateError::Unpaired(sign) => TemplateProblem::Unpaired { sign: sign.to_string() },
    })
}

/// The user's template in the chat's language, or the program's; one that was understood when it was saved is
/// understood still.
fn template(chat: &ChatSettings) -> Template {
    let own = chat.templates.of(chat.language).and_then(|text| Template::parse(text).ok());
    own.unwrap_or_else(|| Template::default_of(chat.language))
}

/// Two days of the account's own people, as they could stand in a text.
fn sample_lines(book: Option<&Book>, today: NaiveDate, zone: Tz) -> Vec<ChatLine> {
    let people = book.into_iter().flat_map(|book| &book.calendar.payload().resources);
    let offered = people.filter(|person| calendar::free::is_offered(person)).take(2);
    let days = [("10:00", "11:30"), ("15:00", "15:30")];
    offered
        .zip(days)
        .zip(today.iter_days().skip(1))
        .map(|((person, times), date)| ChatLine {
            date,
            times: vec![times.0.to_owned(), times.1.to_owned()],
            name: person.name.clone(),
            specialty: person.specialty.clone(),
            duration_min: person.slot_duration_min,
            offset_seconds: civil::offset_seconds(zone, civil::to_instant(zone, date, 600)),
        })
        .collect()
}

fn ticked(time: &SelectedTime) -> Result<view::SelectedTime, DeskError> {
    let instant = |text: &str| text.parse().map_err(|_| bad_date());
    Ok(view::SelectedTime {
        resource_id: time.resource_id,
        interval: Interval::new(instant(&time.start)?, instant(&time.end)?),
    })
}

fn covers(book: &Book, tick: &view::SelectedTime) -> bool {
    book.range.start <= tick.interval.start && tick.interval.end <= book.range.end
}

/// For each ticked time the book that has the say on it.
fn sources<'a>(books: &'a [Book], ticked: &'a [view::SelectedTime]) -> impl Iterator<Item = &'a Book> {
    ticked.iter().filter_map(|tick| books.iter().find(|book| covers(book, tick)))
}
