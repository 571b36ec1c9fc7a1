// What a vendor's bundle holds: the import, one call, and what came of it where the test can read it.
import { init, ShirubeError } from "shirube";

const shirube = init({ content: "/shirube/content/", collector: "/", key: "pk_demo", language: "en" });
shirube.identify({ id: "u-packaged", traits: { role: "admin" }, account: { id: "a1" } });
shirube.on("error", (error) => { window.told = error instanceof ShirubeError && error.code; });
window.answer = await shirube.ready;
