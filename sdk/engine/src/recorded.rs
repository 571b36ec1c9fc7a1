//! What was recorded of the person who is here, in the words of "What is recorded": counted by the day, beside the events.
//! What the recording tells of itself (losses, consent) is nothing about a person, and is not counted.

use telemetry::Name;

use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::Recording;
use crate::panel::{Matter, PrivacyView};
use crate::second::Second;

/// What an event is, as the person it is about would say it.
fn matter(name: Name) -> Option<Matter> {
    Some(match name {
        Name::SessionStarted => Matter::Visit,
        Name::ContentEligible
        | Name::ContentShown
        | Name::ContentWithheld
        | Name::ContentRefused
        | Name::ExperimentExposed
        | Name::PromptShown
        | Name::AnchorMissing
        | Name::AnchorHidden
        | Name::AnchorAmbiguous
        | Name::AnchorRecovered => Matter::Offer,
        Name::LinkOpened
        | Name::PromptAccepted
        | Name::PromptSnoozed
        | Name::PromptDismissed
        | Name::TutorialStarted
        | Name::StepShown
        | Name::StepCompleted
        | Name::StepSkipped
        | Name::StepBack
        | Name::Unclear
        | Name::TutorialPaused
        | Name::TutorialResumed
        | Name::TutorialSnoozed
        | Name::TutorialDismissed
        | Name::TutorialCompleted
        | Name::ChecklistOpened
        | Name::ChecklistItemCompleted
        | Name::ChecklistCompleted
        | Name::TooltipOpened
        | Name::TextOpened
        | Name::ActionClicked
        | Name::MediaPlayed
        | Name::MediaFinished => Matter::Guide,
        Name::AnnouncementShown
        | Name::AnnouncementClicked
        | Name::AnnouncementDismissed
        | Name::FeedOpened => Matter::News,
        Name::QuizShown | Name::QuizAnswered | Name::QuizSkipped | Name::QuizDismissed => {
            Matter::Check
        }
        Name::SurveyShown | Name::SurveyAnswered | Name::SurveyDismissed => Matter::Survey,
        Name::HelpOpened
        | Name::HelpSearched
        | Name::ArticleOpened
        | Name::ArticleClosed
        | Name::ArticleRated => Matter::Help,
        Name::CommunityOpened | Name::ContactRequested | Name::InquirySubmitted => Matter::Message,
        Name::Host => Matter::Product,
        Name::QueueDropped | Name::ConsentChanged => return None,
    })
}

impl Engine {
    /// Counts what this turn recorded. Before the person was asked it waits: what they allow is recorded then.
    pub(crate) fn count_recorded(&mut self) {
        let effects = std::mem::take(&mut self.effects);
        for effect in &effects {
            if let Effect::Record(record) = effect {
                self.uncounted.push(record.name);
                // Elsewhere than in a browser the door leads on at once.
                if self.second == Second::Here {
                    self.door_note(record);
                }
            }
        }
        self.effects = effects;
        if self.signed {
            self.weigh();
        }
        if self.recording == Recording::Off {
            self.uncounted.clear();
        }
        // What is remembered of the person may still be on its way.
        if self.recording != Recording::On || !self.person_known || self.uncounted.is_empty() {
            return;
        }
        let day = self.local_day();
        if self.progress.recorded_day != day {
            self.progress.recorded_day = day;
            self.progress.recorded.clear();
        }
        for name in std::mem::take(&mut self.uncounted) {
            let counts = &mut self.progress.recorded;
            if counts.is_empty() {
                counts.resize(Name::ALL.len(), 0);
            }
            if let Some(count) = counts.get_mut(name as usize) {
                *count += 1;
            }
        }
        self.dirty = true;
    }

    pub(crate) fn privacy_view(&self) -> PrivacyView {
        let today = self.progress.recorded_day == self.local_day();
        let counts = self.progress.recorded.iter().filter(|_| today);
        let mut recorded = Matter::ALL.map(|matter| (matter, 0));
        for (name, count) in Name::ALL.iter().zip(counts) {
            if let Some(sum) = matter(*name).and_then(|m| recorded.get_mut(m as usize)) {
                sum.1 += count;
            }
        }
        PrivacyView {
            on: self.recording == Recording::On,
            recorded: recorded.into_iter().filter(|(_, n)| *n > 0).collect(),
        }
    }
}
