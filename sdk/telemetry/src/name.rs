//! The closed vocabulary of events, of who started something, and of why it ended.
//! Names are the contract's, for ever; the collector accepts names it does not know.

macro_rules! names {
    ($(#[$meta:meta])* $Enum:ident { $( $(#[$vmeta:meta])* $Variant:ident = $text:literal ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $Enum { $( $(#[$vmeta])* #[doc = $text] $Variant ),* }
        impl $Enum {
            /// Every one, in the order of the contract.
            pub const ALL: &'static [$Enum] = &[ $( $Enum::$Variant ),* ];
            /// The name on the wire.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $( $Enum::$Variant => $text ),* }
            }
        }
    };
}

names! {
    /// The name of an event; host events are `host.` and their own name, see `Record`.
    Name {
        SessionStarted = "session.started",
        ContentEligible = "content.eligible",
        ContentShown = "content.shown",
        ContentWithheld = "content.withheld",
        ContentRefused = "content.refused",
        ExperimentExposed = "experiment.exposed",
        LinkOpened = "link.opened",
        PromptShown = "prompt.shown",
        PromptAccepted = "prompt.accepted",
        PromptSnoozed = "prompt.snoozed",
        PromptDismissed = "prompt.dismissed",
        TutorialStarted = "tutorial.started",
        StepShown = "tutorial.step_shown",
        StepCompleted = "tutorial.step_completed",
        StepSkipped = "tutorial.step_skipped",
        StepBack = "tutorial.step_back",
        Unclear = "tutorial.unclear",
        TutorialPaused = "tutorial.paused",
        TutorialResumed = "tutorial.resumed",
        TutorialSnoozed = "tutorial.snoozed",
        TutorialDismissed = "tutorial.dismissed",
        TutorialCompleted = "tutorial.completed",
        ChecklistOpened = "checklist.opened",
        ChecklistItemCompleted = "checklist.item_completed",
        ChecklistCompleted = "checklist.completed",
        TooltipOpened = "tooltip.opened",
        AnnouncementShown = "announcement.shown",
        AnnouncementClicked = "announcement.clicked",
        AnnouncementDismissed = "announcement.dismissed",
        FeedOpened = "feed.opened",
        TextOpened = "text.opened",
        ActionClicked = "action.clicked",
        MediaPlayed = "media.played",
        MediaFinished = "media.finished",
        QuizShown = "quiz.shown",
        QuizAnswered = "quiz.answered",
        QuizSkipped = "quiz.skipped",
        QuizDismissed = "quiz.dismissed",
        SurveyShown = "survey.shown",
        SurveyAnswered = "survey.answered",
        SurveyDismissed = "survey.dismissed",
        HelpOpened = "help.opened",
        HelpSearched = "help.searched",
        ArticleOpened = "help.article_opened",
        ArticleClosed = "help.article_closed",
        ArticleRated = "help.article_rated",
        CommunityOpened = "community.opened",
        ContactRequested = "contact.requested",
        InquirySubmitted = "inquiry.submitted",
        AnchorMissing = "anchor.missing",
        AnchorHidden = "anchor.hidden",
        AnchorAmbiguous = "anchor.ambiguous",
        AnchorRecovered = "anchor.recovered",
        QueueDropped = "queue.dropped",
        ConsentChanged = "consent.changed",
        Host = "host.",
    }
}

names! {
    /// Who or what made something begin (`data.by`).
    By {
        Auto = "auto",
        User = "user",
        Link = "link",
        Api = "api",
        Assigned = "assigned",
    }
}

names! {
    /// Why something ended (`data.reason`).
    Reason {
        Completed = "completed",
        Dismissed = "dismissed",
        Snoozed = "snoozed",
        Paused = "paused",
        Replaced = "replaced",
        Navigated = "navigated",
        TargetMissing = "target_missing",
        Withdrawn = "withdrawn",
        Stopped = "stopped",
        UserChanged = "user_changed",
        Error = "error",
    }
}
