import Shepherd from "shepherd.js";
import "shepherd.js/dist/css/shepherd.css";

window.peer = { Shepherd };
