//! One target under a guided fuzzer: `SHIRUBE_FUZZ_TARGET` names it, everything else is libFuzzer's own command line.
//! `cargo xtask fuzz` builds and runs this; the ordinary tests replay what is kept without it.
#![no_main]

use std::sync::LazyLock;

static TARGET: LazyLock<&fuzz::Target> = LazyLock::new(|| {
    let name = std::env::var("SHIRUBE_FUZZ_TARGET").unwrap_or_default();
    fuzz::target(&name)
        .unwrap_or_else(|| panic!("SHIRUBE_FUZZ_TARGET names a target, not `{name}`"))
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    TARGET.hold(bytes);
});
