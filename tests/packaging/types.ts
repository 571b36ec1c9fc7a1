// Everything that the declarations promise, as a vendor's strict TypeScript reads it.
import { init, ShirubeError, type Explanation, type Options, type Ready, type Shirube, type State } from "shirube";

const options: Options = {
  content: "/content/", collector: "/", key: "pk", signer: ["ed25519:AAAA"], language: "ja",
  consent: "unknown", progress: "local", engine: "auto",
};
const shirube: Shirube = init(options);
shirube.identify({ id: "u1", traits: { seats: 3, trial: true, note: null }, account: { id: "a1" }, token: "t" });
shirube.track("invoice_created", { total: 1200 });
shirube.start("first", { step: "new", force: true }).then(({ shown, reason }) => [shown, reason?.length]);
shirube.configure({ navigate: (url) => void url, decorateLink: (url) => url, theme: { scheme: "dark", radius: 4 } });
shirube.prefer({ text: true });
const off: () => void = shirube.on("tutorial.completed", ({ content }) => content?.length);
shirube.on("host.saved", (detail) => detail["anything"]);
shirube.on("error", (error) => { const told: ShirubeError = error; return told.code; });
shirube.on("badge", ({ count }) => count + 1);
shirube.push(["identify", { id: "u2" }], ["track", "saved"], ["open", "checklist"], ["destroy"]);
const ready: Promise<Ready> = shirube.ready;
const state: State | null | undefined = shirube.state("first");
const why: Explanation | null | undefined = shirube.explain("first");
window.shirube?.reset();
off();
void [ready, state, why];

// @ts-expect-error an identity has an id
shirube.identify({ traits: {} });
// @ts-expect-error there is no such surface
shirube.open("cellar");
// @ts-expect-error content is required
init({ collector: "/" });
// @ts-expect-error there is no such event
shirube.on("tutorial.imagined", () => {});
