import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { useJoyride } from "react-joyride";

window.peer = { createElement, createRoot, flushSync, useJoyride };
