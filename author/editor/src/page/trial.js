// One item on a page that has nothing but a target, drawn by the vendor's own Shirube. ?id=…&language=…&step=…&version=…

const wanted = new URLSearchParams(location.search);
const [id, language, step, version] = ["id", "language", "step", "version"].map((name) => wanted.get(name));
document.documentElement.lang = language;

const say = (text) => { document.getElementById("said").textContent = text; };

const base = `/trial/${id}/${version}/`;
const compiled = await fetch(`${base}catalogue.bin`);
if (!compiled.ok) say(await compiled.text());
else {
  const tag = document.createElement("script");
  tag.src = "/sdk/shirube.js";
  tag.async = true;
  Object.assign(tag.dataset, { content: base, language, consent: "unknown" });
  tag.addEventListener("error", async () => say(await (await fetch("/sdk/shirube.js")).text()));
  tag.addEventListener("load", async () => {
    const { ok, code } = await window.shirube.ready;
    if (!ok) return say(code);
    const { shown, reason } = await window.shirube.start(id, { force: true, ...(step && { step }) });
    if (!shown) say(reason);
    return undefined;
  });
  document.head.append(tag);
}
