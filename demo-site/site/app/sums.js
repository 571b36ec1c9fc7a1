// What an invoice adds up to.

export const RATES = [10, 8];

/** A line counts once it says what it is and what it costs. */
export const complete = (line) => say(line.what) !== "" && line.price > 0 && line.quantity > 0;

const say = (what) => (typeof what === "string" ? what.trim() : what.ja);

/** Consumption tax is rounded down once for each rate on an invoice, never line by line. */
export function totals(lines) {
  const taxes = RATES.map((rate) => {
    const base = lines
      .filter((line) => line.rate === rate)
      .reduce((sum, line) => sum + Math.round(line.quantity * line.price), 0);
    return { rate, base, tax: Math.floor((base * rate) / 100) };
  }).filter(({ base }) => base > 0);
  const net = taxes.reduce((sum, { base }) => sum + base, 0);
  const tax = taxes.reduce((sum, each) => sum + each.tax, 0);
  return { net, taxes, tax, total: net + tax };
}
