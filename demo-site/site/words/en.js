export const en = {
  language: "Language", signedInAs: "Signed in as {name}", company: "Aoba Trading Co., Ltd.", plan: "Standard", mainMenu: "Main menu",
  invoices: "Invoices", customers: "Customers", payments: "Payments", reports: "Reports", settings: "Settings", team: "Team",
  cancel: "Cancel", save: "Save", remove: "Remove", search: "Search", notFound: "Page not found",
  notFoundText: "The address may have changed, or the page was removed.", backToInvoices: "Go to invoices", skip: "Skip to content",

  newInvoice: "New invoice", invoicesIntro: "What you billed lately, and what has been paid.", number: "Number", customer: "Customer", issued: "Issued", due: "Due date",
  amount: "Amount", status: "Status", filter: "Filter by status", all: "All", draft: "Draft", sent: "Sent", opened: "Opened", overdue: "Overdue",
  paid: "Paid", searchInvoices: "Search number or customer", nothingFound: "No invoice matches.", loading: "Loading",
  unpaidTotal: "Awaiting payment", overdueTotal: "Overdue", draftTotal: "Drafts", count: "{n} invoices",

  newTitle: "New invoice", chooseCustomer: "Choose a customer", invoiceDate: "Invoice date", dueHint: "Filled in from the customer's terms.",
  lines: "Line items", what: "Item", quantity: "Quantity", price: "Unit price", rate: "Tax rate", sum: "Amount", addLine: "Add a line", removeLine: "Remove line {n}",
  lineWhat: "Item, line {n}", lineQuantity: "Quantity, line {n}", linePrice: "Unit price, line {n}", lineRate: "Tax rate, line {n}", reduced: "8% (reduced)",
  net: "Subtotal", tax: "Tax", taxAt: "Tax ({rate}% of {base})", total: "Total", note: "Note", notePlaceholder: "Please bear the bank transfer fee.",
  saveInvoice: "Save invoice", needCustomer: "Choose a customer.", needDate: "Enter a date.", dueTooEarly: "Choose the invoice date or later.",
  needLine: "At least one line needs an item, a quantity and a price.", saved: "{number} is saved as a draft.",
  importDraft: "Import from a spreadsheet", importTitle: "Import line items", importHint: "Paste one line each: item, quantity, unit price. Separate them with tabs or commas.",
  importRows: "Rows", importAction: "Import", importNothing: "No row could be read.", imported: "{n} lines imported.",

  invoiceNumber: "Invoice {number}", billTo: "Bill to", honorific: "{name}", from: "From", registration: "Registration no. T1234567890123",
  address: "1-2-3 Aoba-cho, Chiyoda-ku, Tokyo", send: "Send", sendAgain: "Send again", sendTitle: "Send this invoice?", sendText: "An invoice for {total} goes to {name} by mail.",
  sendTo: "To", message: "Message", messageText: "Thank you for your business. Please find our invoice attached.",
  confirmSend: "Send invoice", wasSent: "{number} has been sent.", needMail: "Enter a mail address.", history: "History",
  history_draft: "Draft created", history_sent: "Sent by mail", history_opened: "Opened by the customer", history_paid: "Payment confirmed", bank: "Pay to",
  bankText: "Aoba Bank, Head office, ordinary account 1234567, Aoba Trading", missingInvoice: "This invoice does not exist", unsent: "Not sent yet.",

  addCustomer: "Add customer", customersIntro: "Who you bill, and on which terms.", code: "Code", name: "Name", mail: "Mail address", terms: "Payment terms", personInCharge: "Contact",
  needName: "Enter a name.", codeTaken: "This code is already taken.", needCode: "Enter a code.", addedCustomer: "{name} has been added.",
  "terms_next-month-end": "End of next month", terms_14: "14 days", terms_30: "30 days", terms_60: "60 days", open: "Outstanding", close: "Close",

  paymentsIntro: "Match what your bank received with your invoices.", receivedOn: "Received", payer: "Payer", matchWith: "Invoice", paymentStatus: "Match status",
  waiting: "To match", matched: "Matched", match: "Match", matchNamed: "Match the payment by {payer}", chooseInvoice: "Choose an invoice", candidateFor: "Invoice for the payment by {payer}",
  matchedText: "The payment is matched with {number}.", allMatched: "Every payment is matched.", waitingCount: "{n} to match",

  reportsIntro: "How billing and payments develop.", issuedThisMonth: "Billed this month", receivedThisMonth: "Received this month", waitingTotal: "Outstanding balance",
  chartTitle: "Billed and received", chartText: "Last six months, tax included", received: "Received", billed: "Billed", monthLabel: "Month", chartLoading: "Adding things up",
  topCustomers: "Billed by customer",

  teamIntro: "Who uses Kumo, and what they can do.", inviteTitle: "Invite a member", role: "Role", admin: "Admin", editor: "Editor", viewer: "Viewer",
  invite: "Send invitation", invited: "Invited", active: "Active", memberTaken: "Already a member.", inviteSent: "An invitation is on its way to {mail}.", roleOf: "Role of {name}",
  roleChanged: "{name} is now: {role}.", you: "You", rolesText: "Admins change every setting, editors change invoices and customers, viewers only look.",
  startOver: "Reset demo data", startOverText: "Clears the invoices and customers kept in this browser and starts afresh.", startedOver: "The demo data is back to its start.", demoData: "Demo data",
};
