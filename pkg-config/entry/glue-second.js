
/** Brings a second module in: it imports what the first one lends, and fills slots of its table. From a promise of a response. */
async function extend(response) {
  response = await response;
  if (!response.ok) throw new Error(`status ${response.status}`);
  await made(response, { ...imports, b: lent });
}
