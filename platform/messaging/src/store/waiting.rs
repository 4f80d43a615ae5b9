//! « SMS à diffuser », « Courriels », « Courriers », and what waits in the menu. A school's waiting queue bounds the list:
//! any column may sort it.

use crate::{Medium, Message, Queue};
use db::{Read, Result, built, sql};
use education::{Id, School};
use identity::{At, SchoolLife};
use sea_query::{Expr, Func, Order, Query, SelectStatement};
use ui::Direction;

/// A message that waits for a person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Waiting {
    /// Which one.
    pub id: Id<Message>,
    /// The action.
    pub topic: String,
    /// « BERTIN Léo ».
    pub person: String,
    /// The division.
    pub group_name: String,
    /// What it tells.
    pub event: String,
    /// « Légal 1 – Financier ».
    pub recipient_label: String,
}

/// A page of them.
#[derive(Debug, Clone)]
pub struct WaitingList {
    /// The rows of the page.
    pub rows: Vec<Waiting>,
    /// How many wait in all.
    pub total: i64,
    /// The page that was found, from 1: the last one when a later one was asked.
    pub page: i64,
    /// Rows on a page.
    pub size: i64,
}

/// The column that sorts the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// « Action ».
    Topic,
    /// « Nom élève ».
    #[default]
    Person,
    /// « Division ».
    Group,
    /// « Évènement », by when it begins.
    Event,
    /// « Destinataire ».
    Recipient,
}

impl Sort {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 5] = [
        Self::Topic,
        Self::Person,
        Self::Group,
        Self::Event,
        Self::Recipient,
    ];

    /// The word in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Topic => "action",
            Self::Person => "eleve",
            Self::Group => "division",
            Self::Event => "evenement",
            Self::Recipient => "destinataire",
        }
    }

    /// The column of a word; by pupil when there is none.
    pub fn from_key(key: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|sort| sort.key() == key)
            .unwrap_or_default()
    }

    fn column(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Person => "person_key",
            Self::Group => "group_key",
            Self::Event => "event_at",
            Self::Recipient => "recipient_label",
        }
    }
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: i64,
    /// Rows on a page.
    pub size: i64,
}

impl Paging {
    /// A page of the usual size.
    pub fn page(page: i64) -> Self {
        Self {
            page: page.max(1),
            size: web::PAGE_SIZE as i64,
        }
    }
}

/// Which messages of a queue: all of them, or those of some divisions.
#[derive(Debug, Clone, Copy)]
pub struct Among<'a> {
    /// The queue.
    pub queue: Queue,
    /// The divisions; none for all of them.
    pub groups: &'a [String],
}

impl From<Queue> for Among<'_> {
    fn from(queue: Queue) -> Self {
        Self { queue, groups: &[] }
    }
}

/// What waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Text messages to release.
    pub sms: i64,
    /// Mails to release, and those in doubt, for which a person must choose.
    pub mails: i64,
    /// Letters to print.
    pub letters: i64,
    /// Text messages in doubt.
    pub in_doubt: i64,
}

/// The messages of a queue that wait for a person, at the school where one works.
pub async fn waiting(
    read: &mut Read,
    at: &At<SchoolLife>,
    among: impl Into<Among<'_>>,
    sort: Sort,
    direction: Direction,
    paging: Paging,
) -> Result<WaitingList> {
    let among = among.into();
    let total = match among.groups {
        [] => count_waiting(read, at.school(), among.queue).await?,
        _ => {
            let mut query = of(at.school(), among);
            query.expr(Func::count(Expr::col("id")));
            built!(query).one::<(i64,)>(read).await?.0
        }
    };
    let size = paging.size.clamp(1, 500);
    let last = ((total + size - 1) / size).max(1);
    let page = paging.page.clamp(1, last);
    let mut query = ordered(at.school(), among, sort, direction);
    query
        .columns([
            "id",
            "topic",
            "person",
            "group_name",
            "event",
            "recipient_label",
        ])
        .limit(u64::try_from(size).unwrap_or(1))
        .offset(u64::try_from((page - 1) * size).unwrap_or(0));
    Ok(WaitingList {
        rows: built!(query).all(read).await?,
        total,
        page,
        size,
    })
}

/// All of them, in the order of the list: « les 5 000 du filtre ».
pub async fn waiting_ids(
    read: &mut Read,
    at: &At<SchoolLife>,
    among: impl Into<Among<'_>>,
) -> Result<Vec<Id<Message>>> {
    let mut query = ordered(at.school(), among.into(), Sort::Person, Direction::Up);
    query.column("id");
    let ids = built!(query).all::<(Id<Message>,)>(read).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// What waits at a school, for the menu of a service.
pub async fn counters(read: &mut Read, school: Id<School>, service: &str) -> Result<Counters> {
    let waiting = sql!(
        "SELECT medium, COUNT(*) FROM message \
         WHERE school = $1 AND service = $2 AND state = 'prepared' GROUP BY medium"
    )
    .bind(school)
    .bind(service)
    .all::<(String, i64)>(read)
    .await?;
    let in_doubt = sql!(
        "SELECT medium, COUNT(*) FROM message \
         WHERE school = $1 AND service = $2 AND state = 'in_doubt' GROUP BY medium"
    )
    .bind(school)
    .bind(service)
    .all::<(String, i64)>(read)
    .await?;
    let of = |counts: &[(String, i64)], medium: Medium| {
        let found = counts.iter().find(|(code, _)| *code == medium.code());
        found.map_or(0, |(_, count)| *count)
    };
    Ok(Counters {
        sms: of(&waiting, Medium::Sms),
        mails: of(&waiting, Medium::Mail) + of(&in_doubt, Medium::Mail),
        letters: of(&waiting, Medium::Letter),
        in_doubt: of(&in_doubt, Medium::Sms),
    })
}

pub(super) async fn count_waiting(
    read: &mut Read,
    school: Id<School>,
    queue: Queue,
) -> Result<i64> {
    let (count,) = sql!(
        "SELECT COUNT(*) FROM message \
         WHERE school = $1 AND service = $2 AND medium = $3 AND state = 'prepared'"
    )
    .bind(school)
    .bind(queue.service)
    .bind(queue.medium.code())
    .one(read)
    .await?;
    Ok(count)
}

fn ordered(
    school: Id<School>,
    among: Among<'_>,
    sort: Sort,
    direction: Direction,
) -> SelectStatement {
    let order = match direction {
        Direction::Up => Order::Asc,
        Direction::Down => Order::Desc,
    };
    of(school, among)
        .order_by(sort.column(), order.clone())
        .order_by("number", order)
        .to_owned()
}

fn of(school: Id<School>, among: Among<'_>) -> SelectStatement {
    use sea_query::ExprTrait as _;
    let mut query = Query::select()
        .from("message")
        .and_where(Expr::col("school").eq(school.uuid()))
        .and_where(Expr::col("service").eq(among.queue.service))
        .and_where(Expr::col("medium").eq(among.queue.medium.code()))
        // Written out: the index is of these rows only.
        .and_where(Expr::col("state").eq(Expr::cust("'prepared'")))
        .to_owned();
    if !among.groups.is_empty() {
        query.and_where(Expr::col("group_name").is_in(among.groups));
    }
    query
}
