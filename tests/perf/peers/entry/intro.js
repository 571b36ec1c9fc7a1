import introJs from "intro.js";
import "intro.js/introjs.css";

window.peer = { introJs };
