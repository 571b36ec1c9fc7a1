//! One small page for each habit of hosts, and one sentence about each that must hold. Every page carries the one tag,
//! all share one content folder; each test runs once in every chosen browser.

mod across;
mod acting;
mod costs;
mod finding;
mod living;
mod made;
mod modals;
mod placing;
mod routes;
mod stage;
mod viewport;

use std::process::ExitCode;

use across::*;
use acting::*;
use costs::*;
use finding::*;
use living::*;
use made::*;
use modals::*;
use placing::*;
use routes::*;
use viewport::*;

fn main() -> ExitCode {
    tests::suite::run(tests::tests![
        a_click_that_pushes_a_path_is_acted_on,
        a_path_pushed_by_script_is_acted_on,
        a_hash_and_the_way_back_are_acted_on,
        routes_turned_by_script_are_acted_on_at_once,
        routes_that_the_browser_tells_of_are_acted_on_at_once,
        nested_shadow_roots_are_reached,
        a_frame_of_the_same_origin_is_reached,
        an_equal_node_keeps_the_step,
        a_strict_policy_sees_no_violation,
        the_hole_fits_its_target,
        the_hole_fits_on_a_zoomed_page,
        scrolling_any_ancestor_keeps_the_hole,
        growing_without_an_event_keeps_the_hole,
        no_target_is_parked_under_a_sticky_header,
        hostile_styles_change_nothing,
        the_highest_layer_of_the_host_lies_below,
        a_step_in_a_native_modal_can_be_used,
        a_focus_trap_neither_freezes_nor_fights,
        a_press_on_a_card_counts_though_its_target_goes,
        a_do_it_step_passes_one_trusted_click,
        a_target_gone_before_its_click_moves_on,
        the_card_outlives_every_dialog,
        the_card_outlives_a_dialog_in_a_shadow_root,
        the_card_lies_above_what_opens_later,
        the_card_lies_above_a_fullscreen_element,
        a_frame_of_another_origin_hosts_a_step,
        a_frame_that_is_not_named_hosts_nothing,
        blocked_areas_block,
        tab_turns_from_card_to_target_and_back,
        a_software_keyboard_leaves_the_card_in_sight,
        a_pinched_page_keeps_the_card_in_sight,
        ten_thousand_changes_cost_an_open_step_nothing,
        nothing_is_asked_for_while_nothing_moves,
        a_thousand_lives_grow_no_heap,
        a_thousand_lives_grow_no_memory,
        keys_of_an_input_method_close_nothing,
        a_thousand_starts_leave_nothing,
        a_target_that_comes_late_is_found_without_asking,
        what_cannot_be_found_is_told_apart,
        the_card_is_never_seen_elsewhere,
        a_card_without_room_stands_still,
        scrolling_in_frames_and_shadow_roots_keeps_the_hole,
        a_project_list_of_mui_is_walked,
        a_document_of_radix_is_walked,
        a_form_of_element_plus_is_walked,
        a_desktop_of_lumino_is_walked,
        a_drawing_board_of_excalidraw_is_walked,
        a_workshop_of_blockly_is_walked,
    ])
}
