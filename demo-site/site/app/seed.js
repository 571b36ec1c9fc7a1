// What a new visitor finds: invented companies, dates counted from today.

import { dueBy, monthsAgo, plusDays, today } from "./days.js";
import { totals } from "./sums.js";

const CUSTOMERS = [
  ["C-0101", "北浜ロジスティクス株式会社", "Kitahama Logistics", "keiri@kitahama.example", "next-month-end", "岡本 早苗", "Sanae Okamoto"],
  ["C-0102", "みどり設計事務所", "Midori Architects", "office@midori-sekkei.example", "30", "森田 緑", "Midori Morita"],
  ["C-0103", "株式会社ひなた製作所", "Hinata Works", "accounting@hinata.example", "next-month-end", "日向 健一", "Kenichi Hinata"],
  ["C-0104", "つばめ運送株式会社", "Tsubame Transport", "seikyu@tsubame.example", "14", "大西 翼", "Tsubasa Onishi"],
  ["C-0105", "港町フーズ株式会社", "Minatomachi Foods", "ap@minatomachi.example", "30", "浜口 渚", "Nagisa Hamaguchi"],
  ["C-0106", "森の工務店", "Mori Builders", "info@mori-koumuten.example", "next-month-end", "森 大介", "Daisuke Mori"],
];

const WORK = {
  advice: { ja: "業務改善コンサルティング", en: "Process consulting" },
  design: { ja: "販促物デザイン", en: "Promotional design" },
  print: { ja: "カタログ印刷 500部", en: "Catalogue printing, 500 copies" },
  site: { ja: "ウェブサイト保守 月額", en: "Website care, monthly" },
  photo: { ja: "商品撮影", en: "Product photography" },
  tea: { ja: "来客用茶菓詰め合わせ", en: "Tea and sweets, guest box" },
  setup: { ja: "初期設定作業", en: "Set-up work" },
};

// Number, customer, days ago, status, then lines of work, quantity, price and rate.
const INVOICES = [
  ["1048", "C-0104", 1, "draft", [["site", 1, 88000, 10], ["tea", 5, 2400, 8]]],
  ["1047", "C-0101", 3, "sent", [["advice", 10, 98000, 10], ["setup", 1, 170000, 10]]],
  ["1046", "C-0102", 6, "opened", [["design", 1, 375000, 10]]],
  ["1045", "C-0103", 9, "draft", [["photo", 12, 7400, 10]]],
  ["1044", "C-0105", 12, "sent", [["print", 1, 248000, 10], ["tea", 20, 2400, 8]]],
  ["1043", "C-0104", 21, "opened", [["advice", 6, 98000, 10], ["site", 1, 81300, 10]]],
  ["1042", "C-0106", 26, "sent", [["design", 1, 680000, 10], ["photo", 24, 7400, 10]]],
  ["1041", "C-0105", 33, "paid", [["site", 1, 50000, 10]]],
  ["1040", "C-0104", 38, "sent", [["setup", 1, 120000, 10]]],
  ["1039", "C-0103", 44, "paid", [["advice", 8, 98000, 10]]],
  ["1038", "C-0101", 52, "paid", [["print", 2, 248000, 10]]],
  ["1037", "C-0106", 58, "paid", [["design", 3, 700000, 10]]],
];

export const MEMBERS = [
  { id: "u-sato", short: "佐藤", name: { ja: "佐藤 美咲", en: "Misaki Sato" }, mail: "sato@aoba.example", role: "admin" },
  { id: "u-tanaka", short: "田中", name: { ja: "田中 直樹", en: "Naoki Tanaka" }, mail: "tanaka@aoba.example", role: "editor" },
  { id: "u-yamada", short: "山田", name: { ja: "山田 花", en: "Hana Yamada" }, mail: "yamada@aoba.example", role: "viewer" },
  { id: "u-kimura", short: "木村", name: { ja: "木村 誠", en: "Makoto Kimura" }, mail: "kimura@aoba.example", role: "editor" },
];

export function seed() {
  const now = today();
  const customers = CUSTOMERS.map(([code, ja, en, mail, terms, person, personEn]) => ({
    code, name: { ja, en }, mail, terms, person: { ja: person, en: personEn },
  }));
  const terms = new Map(customers.map((customer) => [customer.code, customer.terms]));
  const invoices = INVOICES.map(([id, customer, ago, status, lines]) => invoice(id, customer, plusDays(now, -ago), status, lines, terms));
  return { customers, invoices, deposits: deposits(invoices, now), members: MEMBERS.map((member) => ({ ...member })), months: months() };
}

function invoice(id, customer, date, status, lines, terms) {
  const items = lines.map(([work, quantity, price, rate]) => ({ what: WORK[work], quantity, price, rate }));
  const due = dueBy(terms.get(customer), date);
  const history = [{ what: "draft", on: date }];
  if (status !== "draft") history.push({ what: "sent", on: plusDays(date, 1) });
  if (status === "opened" || status === "paid") history.push({ what: "opened", on: plusDays(date, 2) });
  if (status === "paid") history.push({ what: "paid", on: plusDays(date, 12) });
  return { id, number: `INV-${id}`, customer, date, due, lines: items, note: "", status, history };
}

// Money that came in: some of it still waits to be matched with an invoice.
function deposits(invoices, now) {
  const amount = (id) => totals(invoices.find((each) => each.id === id).lines).total;
  return [
    { id: "d-5", on: plusDays(now, -1), payer: "ツバメウンソウ(カ", amount: amount("1043"), invoice: null },
    { id: "d-4", on: plusDays(now, -2), payer: "ミドリセツケイジムシヨ", amount: amount("1046"), invoice: null },
    { id: "d-3", on: plusDays(now, -4), payer: "モリノコウムテン", amount: amount("1042"), invoice: null },
    { id: "d-2", on: plusDays(now, -21), payer: "ミナトマチフーズ(カ", amount: amount("1041"), invoice: "1041" },
    { id: "d-1", on: plusDays(now, -32), payer: "カ)ヒナタセイサクシヨ", amount: amount("1039"), invoice: "1039" },
  ];
}

// Business before the first invoice above.
function months() {
  const past = [[3180000, 3180000], [2740000, 2740000], [3620000, 3510000], [2980000, 2980000]];
  return past.map(([issued, received], index) => ({ month: monthsAgo(5 - index), issued, received }));
}
