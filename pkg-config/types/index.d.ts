// Shirube's public object: `window.shirube` by script tag, and what `init` returns from npm.
// Nothing here throws into your call stack but wrong arguments (a TypeError that names the field).

/** Values that a condition can compare. */
export type Trait = string | number | boolean | null;
export type Traits = Record<string, Trait>;

export interface Identity {
  /** Your own id of this person; stable, and no mail address. */
  id: string;
  traits?: Traits;
  account?: { id: string; traits?: Traits };
  /** Signed by your server; binds this person's events. */
  token?: string;
}

export type Consent = "granted" | "denied" | "unknown";
export type Surface = "help" | "checklist" | "feed" | "text" | "inquiry" | "privacy" | "article";

export interface Ready {
  ok: boolean;
  /** Why there is no guidance on this page, when `ok` is false; stable. */
  code?: string;
}

export interface Started {
  shown: boolean;
  /** Why nothing was shown. */
  reason?: string;
}

export interface State {
  /** The running tutorial. */
  id: string;
  /** The step it stands at. */
  step: string;
}

export interface Explanation {
  eligible: boolean;
  /** Every rule that withholds the item, with what it found. */
  failed: { rule: string; because: string }[];
}

export interface Settings {
  /** Goes to a path of yours without reloading the page; without it the browser goes there. */
  navigate?(url: string): void;
  /** Returns the address that a link out of the page should really carry. */
  decorateLink?(url: string): string;
  /** Brings an element into view, where yours is not the browser's scrolling. */
  scrollIntoView?(element: Element): void;
  /** In place of what is published: light or dark, and the radius of corners in px (0–16). Colours are content. */
  theme?: { scheme?: "auto" | "light" | "dark"; radius?: number };
}

/** What a listener of an event receives: the event's own data, with the item and the step it speaks of. */
export interface EventDetail {
  content?: string;
  step?: string;
  [name: string]: unknown;
}

/** Names of the events that a page can listen to; `host.<name>` are those it tracked itself. */
export type EventName =
  | "session.started" | "content.eligible" | "content.shown" | "content.withheld" | "content.refused"
  | "experiment.exposed" | "link.opened"
  | `prompt.${"shown" | "accepted" | "snoozed" | "dismissed"}`
  | `tutorial.${"started" | "step_shown" | "step_completed" | "step_skipped" | "step_back" | "unclear" | "paused" | "resumed" | "snoozed" | "dismissed" | "completed"}`
  | `checklist.${"opened" | "item_completed" | "completed"}` | "tooltip.opened"
  | `announcement.${"shown" | "clicked" | "dismissed"}` | "feed.opened" | "text.opened" | "action.clicked"
  | `media.${"played" | "finished"}`
  | `quiz.${"shown" | "answered" | "skipped" | "dismissed"}` | `survey.${"shown" | "answered" | "dismissed"}`
  | `help.${"opened" | "searched" | "article_opened" | "article_closed" | "article_rated"}`
  | "community.opened" | "contact.requested" | "inquiry.submitted"
  | `anchor.${"missing" | "hidden" | "ambiguous" | "recovered"}`
  | "queue.dropped" | "consent.changed" | `host.${string}`;

/** Told to listeners of `error`: something of ours went wrong, and the page goes on. */
export class ShirubeError extends Error {
  /** Stable, for programs; `message` is for people. */
  readonly code: string;
}

/** Calls by name, for a page that queues before the loader ran: `["identify", {id: "u1"}]`. */
export type Call =
  | ["identify", Identity] | ["reset"] | ["track", string, Record<string, unknown>?]
  | ["start", string, { step?: string; force?: boolean }?] | ["stop"] | ["next"] | ["back"]
  | ["open", Surface, string?] | ["close"] | ["configure", Settings] | ["prefer", { text: boolean }]
  | ["on", string, (detail: never) => void] | ["consent", Consent] | ["language", string] | ["destroy"];

export interface Shirube {
  /** Settles once content is loaded and decided on; never rejects. */
  readonly ready: Promise<Ready>;
  /** Says who is here; calls before this one belong to an anonymous person. */
  identify(identity: Identity): void;
  /** Forgets the person, at log-out: surfaces close, queued events stay theirs. */
  reset(): void;
  /** A host event: may advance steps, tick checklist items, count in conditions. */
  track(name: string, properties?: Record<string, unknown>): void;
  /** Starts an item; `force` skips audience and frequency. */
  start(id: string, options?: { step?: string; force?: boolean }): Promise<Started>;
  /** Ends the running tutorial. */
  stop(): void;
  next(): void;
  back(): void;
  /** The running tutorial, or nothing; with an id, only if that one runs. */
  state(id?: string): State | null | undefined;
  /** Opens a surface, in place of the open one; `article` takes the article's id. */
  open(surface: Surface, id?: string): void;
  /** Closes what a person opened. */
  close(): void;
  /** How your application routes, decorates links and scrolls. */
  configure(settings: Settings): void;
  /** Text instead of cards, remembered. */
  prefer(choice: { text: boolean }): void;
  /** Why an item is shown or withheld: the same decision that the engine takes. Nothing before `ready`. */
  explain(id: string): Explanation | null | undefined;
  /** Listens; the returned function ends it. */
  on(name: "ready", handler: (detail: Ready) => void): () => void;
  on(name: "error", handler: (error: ShirubeError) => void): () => void;
  /** What the launcher's badge would say, for a button of your own: unread news and open tasks. */
  on(name: "badge", handler: (detail: { count: number }) => void): () => void;
  on(name: EventName, handler: (detail: EventDetail) => void): () => void;
  consent(state: Consent): void;
  /** A BCP 47 tag. */
  language(tag: string): void;
  /** Runs queued calls; afterwards, calls at once. */
  push(...calls: Call[]): void;
  /** Leaves no node, listener, observer or timer behind. */
  destroy(): void;
}

export interface Options {
  /** Base address of published content: a folder on any static host. */
  content: string;
  /** Base address of the collector; without it nothing is sent. */
  collector?: string;
  /** Public write key. */
  key?: string;
  /**
   * Pinned public keys (`ed25519:…`), several while they rotate. Content that none of them signed is refused, and so is
   * content that is older than what this browser verified before, expired, or another tenant's: `ready` and `error` carry
   * `catalogue_unsigned`, `catalogue_unverified`, `catalogue_older`, `catalogue_expired`, `catalogue_foreign`,
   * `insecure_context` (no WebCrypto here) or `signature_unsupported` (no Ed25519 here). What expires after it was verified
   * stays in use, with the error `content_stale`. Without a key, content is accepted and the console says so.
   */
  signer?: string | string[];
  /**
   * Origins of frames (in the page around) and of the page around (in a frame) that carry Shirube too and may share a
   * step. Both must name each other and speak for the same `tenant`, else the same `key`.
   */
  frames?: string | string[];
  /** Whose content it must be, where one key signs for several tenants; the first one verified otherwise. */
  tenant?: string;
  /** A BCP 47 tag; the page's `lang` otherwise. */
  language?: string;
  consent?: Consent;
  /**
   * Where progress and personal facts come from: `collector` when `identify` is given a token, unless this says `local`.
   * Nothing starts by itself until the collector has answered, or for three seconds.
   */
  progress?: "local" | "collector";
  engine?: "auto" | "wasm" | "js";
  /** Development: address of a `manifest.json`, compiled in the page. */
  manifest?: string;
}

/** Starts Shirube in this page. A page holds one: a second call returns the first one's object. */
export function init(options: Options): Shirube;

declare global {
  interface Window {
    /** An array of calls until the loader has run. */
    shirube?: Shirube;
  }
}
