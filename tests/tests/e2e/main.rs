//! A person with the script tag, in real browsers, against the real server and collector. Each test runs once in every
//! chosen browser.

mod altered;
mod boot;
mod canaries;
mod consent;
mod content_faults;
mod costly;
mod covered;
mod crash;
mod false_links;
mod gadgets;
mod guidance;
mod hostile_kinds;
mod hostile_text;
mod kinds;
mod links;
mod made;
mod more_kinds;
mod morning;
mod outage;
mod private;
mod returning;
mod second;
mod swagger;
mod tabs;
mod tampering;
mod walk;
mod wrong_calls;

use std::process::ExitCode;

use altered::*;
use boot::*;
use canaries::*;
use consent::*;
use content_faults::*;
use costly::*;
use covered::*;
use crash::*;
use false_links::*;
use gadgets::*;
use guidance::*;
use hostile_kinds::*;
use hostile_text::*;
use kinds::*;
use links::*;
use more_kinds::*;
use morning::*;
use outage::*;
use private::*;
use returning::*;
use second::*;
use swagger::*;
use tabs::*;
use tampering::*;
use walk::*;
use wrong_calls::*;

fn main() -> ExitCode {
    tests::suite::run(tests::tests![
        a_person_learns_and_is_counted,
        a_csm_has_a_morning,
        the_page_stays_as_it_was,
        a_tooltip_explains_and_a_reload_goes_on,
        another_makers_page_is_walked,
        content_by_manifest_shows_the_same,
        a_guide_works_again_after_it_was_done,
        the_checklist_lies_over_the_card,
        explain_says_what_happens,
        bad_content_is_refused_and_the_page_goes_on,
        an_outage_loses_nothing_and_doubles_nothing,
        a_panel_that_cannot_be_fetched_is_told_and_tried_again,
        wrong_calls_are_named,
        a_second_tag_is_ignored,
        what_one_tab_completed_no_other_offers,
        a_guide_goes_on_in_one_tab_only,
        a_page_from_the_cache_goes_on,
        unknown_consent_writes_nothing,
        denied_consent_keeps_progress_and_records_nothing,
        privacy_control_is_a_no,
        a_deep_link_survives_a_log_in,
        tampered_content_is_refused,
        swapped_leaves_are_refused,
        unsigned_content_is_spoken_of,
        a_core_that_traps_is_gone_and_told_once,
        hostile_text_stays_text,
        hostile_text_in_every_kind_stays_text,
        altered_files_are_refused,
        nothing_of_the_page_leaves_it,
        a_costly_anchor_takes_a_small_share_of_the_page,
        a_click_that_nobody_could_mean_answers_nothing,
        polluted_and_frozen_built_ins_change_nothing,
        a_deep_link_leads_nowhere_else,
        a_large_library_boots_as_a_small_one,
        every_kind_is_used_and_counted,
        the_other_kinds_are_used_and_counted,
        every_surface_opens_and_closes,
        help_is_searched_read_and_asked,
        a_damaged_index_is_refused,
        a_private_window_is_guided,
        a_page_that_keeps_nothing_is_guided_on_demand,
    ])
}
