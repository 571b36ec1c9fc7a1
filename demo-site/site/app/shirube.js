// All that Kumo says to Shirube, in the queue form: it works before the tag has loaded, and is an array nobody reads without it.

/** guide("track", "invoice_sent", {...}): any public call, by name. */
export function guide(...call) {
  (window.shirube ||= []).push(call);
}

export function happened(name, properties = {}) {
  guide("track", name, properties);
}

/** "Go there" in a guide turns Kumo's pages without loading everything anew. */
export function navigateBy(open) {
  guide("configure", { navigate: open });
}

/** Who is signed in; the account is Kumo's customer, the user one of its people. */
export function signedIn(person, language) {
  guide("identify", {
    id: person.id,
    traits: { name: person.short, role: person.role, language },
    account: { id: "a-aoba", traits: { name: "あおば商事", plan: "standard" } },
  });
}
