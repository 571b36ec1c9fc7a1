import { driver } from "driver.js";
import "driver.js/dist/driver.css";

window.peer = { driver };
