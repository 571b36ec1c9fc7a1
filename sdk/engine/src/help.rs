//! The help centre: what may help here, search, articles, and the inquiry that a failed search becomes.
//! Articles and categories are fetched when help opens, and not before. Not here: how a search finds, how anything looks.

use std::rc::Rc;

use content::catalogue::Holds;
use content::entry::{Desk, Kind};
use content::{Entry, Item, tidy};
use telemetry::{By, Datum, Name, Reason, Record};

use crate::deed::Deed;
use crate::effect::{Effect, Search};
use crate::engine::Engine;
use crate::input::Found;
use crate::quiz::list;
use crate::second::Wish;
use crate::side::Side;

/// Articles offered on the first page, and most results of a search.
const OFFERED: u32 = 5;
const RESULTS: u32 = 20;
/// Longest query, in characters.
const LONGEST: usize = 200;
/// A search counts once it rests for this long, in ms: not every letter of a word is a search.
const RESTS: i64 = 1_200;

/// Where in the help centre the person is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    Home,
    Results,
    Article(String),
    Inquiry,
    Sent(String),
}

/// The open help centre.
pub(crate) struct HelpRun {
    pub(crate) by: By,
    pub(crate) place: Place,
    pub(crate) trail: Vec<Place>,
    pub(crate) query: String,
    /// When the words of the search rest long enough to count.
    pub(crate) counts_at: Option<i64>,
    pub(crate) category: Option<String>,
    pub(crate) text: String,
    pub(crate) rated: Option<bool>,
    /// The search asked for last: its words and the page it was asked on.
    pub(crate) asked: Option<(String, String)>,
    /// Whether its answer is awaited.
    pub(crate) searching: bool,
    pub(crate) found: Found,
    pub(crate) reading: Option<(Rc<Entry>, i64)>,
}

impl Engine {
    pub(crate) fn open_help(&mut self, by: By) {
        self.side = Some(Side::Help(Box::new(HelpRun {
            by,
            place: Place::Home,
            trail: Vec::new(),
            query: String::new(),
            counts_at: None,
            category: None,
            text: String::new(),
            rated: None,
            asked: None,
            searching: false,
            found: Found::default(),
            reading: None,
        })));
        self.ask_help();
    }

    pub(crate) fn help(&mut self) -> Option<&mut HelpRun> {
        match self.side.as_mut()? {
            Side::Help(help) => Some(help),
            _ => None,
        }
    }

    /// Asks for the help shard, and for its index once the shard is there.
    pub(crate) fn ask_help(&mut self) {
        let language = self.language.clone();
        self.ask_holding(Holds::Help, &language);
        self.ask_search();
    }

    /// What the help centre has besides articles.
    pub(crate) fn desk(&self) -> Option<&Desk> {
        self.desk.as_ref()
    }

    /// Asks for what the words find; without words, for the articles of this page.
    fn ask_search(&mut self) {
        let page = self.address.full();
        let Some(index) = self.desk().and_then(|d| d.index) else {
            return;
        };
        let Some(help) = self.help() else { return };
        let (query, limit) = match help.place {
            Place::Home => (String::new(), OFFERED),
            Place::Results => (tidy(&help.query, LONGEST), RESULTS),
            _ => return,
        };
        let asked = Some((query.clone(), page.clone()));
        if help.asked == asked {
            return;
        }
        help.asked = asked;
        help.searching = true;
        self.searches += 1;
        self.effects.push(Effect::Search(Box::new(Search {
            call: self.searches,
            index,
            query,
            page,
            limit,
        })));
    }

    /// What the open panel needs after every input; the help shard is asked for again after a change of language.
    #[inline(never)]
    pub(crate) fn door_help(&mut self) {
        if matches!(self.side, Some(Side::Help(_))) {
            self.ask_help();
        }
        self.tend_article();
        self.tend_help();
    }

    /// What a search found; one that a later search overtook is forgotten.
    #[inline(never)]
    pub(crate) fn door_found(&mut self, call: u32, found: Option<Box<Found>>) {
        if call != self.searches {
            return;
        }
        let Some(help) = self.help() else { return };
        help.searching = false;
        match found {
            Some(found) => help.found = *found,
            None => {
                // What could not be searched has found nothing, and is not recorded as a failed search.
                help.counts_at = None;
                help.found = Found::default();
                self.refuse("index_missing", "search".to_owned(), None);
            }
        }
    }

    /// Counts a search whose words rest, once.
    pub(crate) fn tend_help(&mut self) {
        let now = self.now;
        let Some(help) = self.help() else { return };
        if help.searching || help.counts_at.is_none_or(|t| t > now) {
            return;
        }
        self.settle_search();
    }

    /// Records the search that stands; one that leads somewhere counts at once.
    fn settle_search(&mut self) {
        let Some(help) = self.help() else { return };
        if help.counts_at.take().is_none() || help.searching {
            return;
        }
        let query = tidy(&help.query, LONGEST);
        if query.is_empty() {
            return;
        }
        let results = i64::from(help.found.total);
        let best: Vec<String> = help
            .found
            .hits
            .iter()
            .take(3)
            .map(|h| h.id.clone())
            .collect();
        let record = Record::new(Name::HelpSearched)
            .with("query", Datum::Text(query))
            .with("results", Datum::Number(results))
            .with("best", Datum::Json(list(&best)));
        self.effects.push(Effect::Record(record));
    }

    pub(crate) fn help_wake(&self) -> Option<i64> {
        match self.side.as_ref()? {
            Side::Help(help) if !help.searching => help.counts_at,
            _ => None,
        }
    }

    /// Opens an article by its id, wherever the person is.
    pub(crate) fn open_article(&mut self, id: &str, by: By) {
        if self.seconded() {
            self.door_article(id, by);
        } else {
            self.wishes = vec![Wish::Article(id.to_owned(), by)];
        }
    }

    #[inline(never)]
    fn door_article(&mut self, id: &str, by: By) {
        if !matches!(self.side, Some(Side::Help(_))) {
            self.open_help(by);
        }
        self.settle_search();
        self.leave_article();
        if let Some(help) = self.help() {
            help.by = by;
        }
        self.turn(Place::Article(id.to_owned()));
        self.tend_article();
    }

    /// Records the article as opened once its shard says what it is.
    pub(crate) fn tend_article(&mut self) {
        let now = self.now;
        let wanted = match self.help() {
            Some(help) if help.reading.is_none() => match &help.place {
                Place::Article(id) => id.clone(),
                _ => return,
            },
            _ => return,
        };
        let Some(entry) = self
            .entry(&wanted)
            .filter(|e| e.kind == Kind::Article)
            .cloned()
        else {
            return;
        };
        let Some(help) = self.help() else { return };
        help.reading = Some((entry.clone(), now));
        help.rated = None;
        let by = help.by;
        let record = Record::new(Name::ArticleOpened).with("by", Datum::Word(by.text()));
        self.record_about(&entry, record);
    }

    pub(crate) fn leave_article(&mut self) {
        let now = self.now;
        let Some((entry, since)) = self.help().and_then(|h| h.reading.take()) else {
            return;
        };
        let record = Record::new(Name::ArticleClosed)
            .with("reason", Datum::Word(Reason::Dismissed.text()))
            .with("active_ms", Datum::Number((now - since).max(0)));
        self.record_about(&entry, record);
    }

    fn turn(&mut self, place: Place) {
        if let Some(help) = self.help()
            && help.place != place
        {
            let before = std::mem::replace(&mut help.place, place);
            help.trail.push(before);
        }
    }

    pub(crate) fn ask_inquiry(&mut self) {
        self.settle_search();
        self.leave_article();
        if let Some(help) = self.help()
            && help.text.is_empty()
        {
            help.text = tidy(&help.query, LONGEST);
        }
        self.turn(Place::Inquiry);
    }

    pub(crate) fn did_in_help(&mut self, deed: &Deed, trusted: bool) {
        let now = self.now;
        match deed {
            Deed::Search(words) => {
                self.leave_article();
                let to = if tidy(words, 1).is_empty() {
                    Place::Home
                } else {
                    Place::Results
                };
                if let Some(help) = self.help() {
                    help.query.clone_from(words);
                    help.counts_at = Some(now + RESTS);
                    help.place = to;
                    help.trail.clear();
                }
            }
            Deed::HelpBack => {
                self.leave_article();
                if let Some(help) = self.help() {
                    help.place = help.trail.pop().unwrap_or(Place::Home);
                }
                self.tend_article();
            }
            Deed::OpenArticle(id) => self.open_article(id, By::User),
            Deed::Rate(helpful) => self.rate(*helpful, trusted),
            Deed::OpenInquiry => self.ask_inquiry(),
            Deed::Category(id) => {
                if let Some(help) = self.help() {
                    help.category = Some(id.clone());
                }
            }
            Deed::SendInquiry(text) => self.send_inquiry(text, trusted),
            Deed::OpenCommunity(thread) => self.open_community(thread.as_deref(), trusted),
            Deed::Message | Deed::Book => self.contact(matches!(deed, Deed::Book), trusted),
            _ => {}
        }
    }

    fn rate(&mut self, helpful: bool, trusted: bool) {
        let Some(help) = self.help() else { return };
        let Some((entry, _)) = help.reading.clone().filter(|_| help.rated.is_none()) else {
            return;
        };
        help.rated = Some(helpful);
        let mut record = Record::new(Name::ArticleRated).with("helpful", Datum::Flag(helpful));
        record.trusted = Some(trusted);
        self.record_about(&entry, record);
    }

    /// The item of an article, once it is held.
    pub(crate) fn article(&mut self, id: &str) -> Option<content::item::Article> {
        let leaf = self.entry(id)?.leaf;
        match self.leaf(leaf) {
            Ok(Some(item)) => match item.as_ref() {
                Item::Article { article } => Some(article.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}
