// Loads what `wasm-bindgen --target web` made of the example.
import start from "./gallery.js";

start({ module_or_path: new URL("gallery_bg.wasm", import.meta.url) });
