// From a search of the core to its answer: brings the search module and the index in at the first question, and keeps
// both. What could not be fetched is tried again at the next question.

/** `load` imports the search module, `engine` says what the page runs on, `fetchFile(name, integrity)` gives bytes. */
export function createFinder(load, engine, fetchFile) {
  let core;
  let held;

  async function opened(index) {
    const [search, bytes] = await Promise.all([
      core ||= load().then((module) => module.start(engine())),
      fetchFile(`search/${index}.bin`, integrity(index)),
    ]);
    if (!search.open(bytes)) throw new Error("the index is none");
    return search;
  }

  return async (index, query, page, limit) => {
    if (held?.index !== index) held = { index, search: opened(index) };
    try {
      return (await held.search).search(query, page, limit);
    } catch (error) {
      core = held = undefined;
      throw error;
    }
  };
}

// A file's name is its SHA-256 in hex; the browser holds what it fetches against it.
const integrity = (hex) => `sha256-${btoa(String.fromCharCode(...hex.match(/../g).map((byte) => parseInt(byte, 16))))}`;
