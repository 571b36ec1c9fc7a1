// The post to the collector. Only an answer that the collector signed may delete anything; portals, proxies, blockers
// and silence leave everything as it is. One tab of an origin sends at a time, by a Web Lock that is held for one post.

import { locks, now, parse, Request, send, timeOf } from "./captured.js";

const TIMEOUT = 10000;
// The platform's 64 KiB for posts that outlive a page are shared by all of them, the host's too.
const MOST_LAST = 3;
const NOTHING = [0, false, 0, []];

export function createPost(name, options, settled) {
  const url = `${options.collector}v1/events`;
  let last = 0;
  let free;

  /** `[status, signed, retryMs, [ids that may be deleted]]`; never rejects. `keepalive`: the page goes away. */
  async function post(body, keepalive) {
    if (keepalive) return exchange(body, true);
    await settled();
    if (!locks) return exchange(body);
    return new Promise((resolve) => {
      const wait = new AbortController();
      const held = () => new Promise((done) => {
        free = done;
        exchange(body).then((answer) => {
          resolve(answer);
          done();
        });
      });
      free = () => wait.abort();
      locks.request(name, { __proto__: null, signal: wait.signal }, held).catch(() => resolve(NOTHING));
    });
  }

  async function exchange(body, keepalive) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    const isLast = !!keepalive && last < MOST_LAST;
    if (isLast) last += 1;
    const init = {
      __proto__: null, method: "POST", body, credentials: "omit", headers: { __proto__: null, "content-type": "text/plain" }, signal: stop.signal,
    };
    try {
      return await answerOf(await ask(init, isLast));
    } catch {
      return NOTHING;
    } finally {
      clearTimeout(timer);
      if (isLast) last -= 1;
    }
  }

  async function ask(init, isLast) {
    try {
      return await send.call(window, url, { ...init, __proto__: null, keepalive: isLast });
    } catch (error) {
      // Others have spent the allowance: without it the post lives as long as the page does.
      if (isLast) return send.call(window, url, init);
      // A page that put its own function in the place of fetch may have broken it.
      if (init.signal.aborted || isNative(send) || !Request) throw error;
      return byRequest(url, init.body);
    }
  }

  return {
    post,
    /** The page may be kept for coming back: that needs the lock given up. */
    leave() {
      if (free) free();
    },
  };
}

async function answerOf(response) {
  const signed = response.headers.get("Shirube-Collector") === "1";
  const wish = response.headers.get("Retry-After");
  const retry = (wish >= 0 ? wish * 1000 : timeOf(wish) - now()) || 0;
  const { results } = signed && response.ok ? parse(await response.text()) : { results: [] };
  return [response.status, signed, retry, results.map((result) => result.id)];
}

const isNative = (work) => /\[native code\]/.test(Function.prototype.toString.call(work));

const byRequest = (url, body) => new Promise((resolve, reject) => {
  const request = new Request();
  request.open("POST", url);
  request.timeout = TIMEOUT;
  request.setRequestHeader("content-type", "text/plain");
  request.onload = () => resolve({
    status: request.status,
    ok: request.status === 200,
    headers: { get: (name) => request.getResponseHeader(name) },
    text: () => request.responseText,
  });
  request.onerror = request.ontimeout = reject;
  request.send(body);
});
