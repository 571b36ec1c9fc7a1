// Kumo's front end starts here: who is signed in, what frame, which page.

import customers from "../pages/customers.js";
import invoice from "../pages/invoice.js";
import invoices from "../pages/invoices.js";
import missing from "../pages/missing.js";
import newInvoice from "../pages/new-invoice.js";
import payments from "../pages/payments.js";
import reports from "../pages/reports.js";
import team from "../pages/team.js";
import { language, speak } from "./language.js";
import { person } from "./person.js";
import { begin, open, path, redraw } from "./router.js";
import { shell } from "./shell.js";
import { navigateBy, signedIn } from "./shirube.js";

const routes = [
  { pattern: /^\/invoices$/, page: invoices },
  { pattern: /^\/invoices\/new$/, page: newInvoice },
  { pattern: /^\/invoices\/INV-(\d+)$/, page: invoice },
  // Where invoices lay before; links in old mails still lead there.
  { pattern: /^\/invoices\/(\d+)$/, moved: ([, id]) => `/invoices/INV-${id}` },
  { pattern: /^\/customers$/, page: customers },
  { pattern: /^\/payments$/, page: payments },
  { pattern: /^\/reports$/, page: reports },
  { pattern: /^\/settings\/team$/, page: team },
];

const user = person();
const frame = shell({ user, onlanguage: changeLanguage });
document.getElementById("kumo").replaceChildren(frame.element);
navigateBy(open);
signedIn(user, language());
begin(routes, show);

function show(page, match, again) {
  const { title, element } = (page ?? missing)({ match, again, user });
  document.title = `${title} · Kumo`;
  frame.show(element, path());
  if (!again) scrollTo(0, 0);
}

function changeLanguage(tag) {
  // An address that names a language would win over the choice just made.
  const address = new URL(location.href);
  if (address.searchParams.has("lang")) {
    address.searchParams.delete("lang");
    history.replaceState(null, "", address);
  }
  speak(tag);
  frame.name();
  redraw();
}
