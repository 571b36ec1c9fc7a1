// Days as "YYYY-MM-DD" in the user's own calendar; a due date is a day, never an instant.

export const iso = (date) =>
  [date.getFullYear(), String(date.getMonth() + 1).padStart(2, "0"), String(date.getDate()).padStart(2, "0")].join("-");

export const today = () => iso(new Date());

export function plusDays(from, days) {
  const [year, month, date] = from.split("-").map(Number);
  return iso(new Date(year, month - 1, date + days));
}

export const monthsAgo = (count) => {
  const now = new Date();
  return iso(new Date(now.getFullYear(), now.getMonth() - count, 1)).slice(0, 7);
};

/** The due date that a customer's terms give: a number of days, or the end of the following month. */
export function dueBy(terms, from) {
  if (terms !== "next-month-end") return plusDays(from, Number(terms));
  const [year, month] = from.split("-").map(Number);
  return iso(new Date(year, month + 1, 0));
}
