export const ja = {
  language: "言語", signedInAs: "{name}さんとしてログイン中", company: "あおば商事株式会社", plan: "スタンダード", mainMenu: "メインメニュー",
  invoices: "請求書", customers: "取引先", payments: "入金管理", reports: "レポート", settings: "設定", team: "メンバー",
  cancel: "キャンセル", save: "保存する", remove: "削除", search: "検索", notFound: "ページが見つかりません",
  notFoundText: "アドレスが変わったか、削除された可能性があります。", backToInvoices: "請求書の一覧へ", skip: "本文へ移動",

  newInvoice: "新規作成", invoicesIntro: "今月の請求と、入金の状況です。", number: "番号", customer: "取引先", issued: "請求日", due: "支払期限",
  amount: "金額", status: "状態", filter: "状態で絞り込む", all: "すべて", draft: "下書き", sent: "送付済み", opened: "開封済み", overdue: "期限超過",
  paid: "入金済み", searchInvoices: "番号・取引先で検索", nothingFound: "条件に合う請求書はありません。", loading: "読み込み中です",
  unpaidTotal: "未入金", overdueTotal: "期限超過", draftTotal: "下書き", count: "{n}件",

  newTitle: "請求書の作成", chooseCustomer: "取引先を選択", invoiceDate: "請求日", dueHint: "取引先の支払条件から自動で入ります。",
  lines: "明細", what: "品目", quantity: "数量", price: "単価", rate: "税率", sum: "金額", addLine: "行を追加", removeLine: "{n}行目を削除",
  lineWhat: "{n}行目の品目", lineQuantity: "{n}行目の数量", linePrice: "{n}行目の単価", lineRate: "{n}行目の税率", reduced: "8%（軽減）",
  net: "小計", tax: "消費税", taxAt: "消費税（{rate}%対象 {base}）", total: "合計", note: "備考", notePlaceholder: "お振込手数料は貴社にてご負担をお願いいたします。",
  saveInvoice: "保存する", needCustomer: "取引先を選んでください。", needDate: "日付を入力してください。", dueTooEarly: "請求日以降の日付にしてください。",
  needLine: "品目・数量・単価のそろった行が1行以上必要です。", saved: "{number} を下書きとして保存しました。",
  importDraft: "表計算から取り込む", importTitle: "明細を取り込む", importHint: "品目・数量・単価の順に、1行に1件を貼り付けてください。区切りはタブかカンマです。",
  importRows: "貼り付ける内容", importAction: "取り込む", importNothing: "読み取れる行がありません。", imported: "明細を{n}行取り込みました。",

  invoiceNumber: "請求書 {number}", billTo: "請求先", honorific: "{name} 御中", from: "発行元", registration: "登録番号 T1234567890123",
  address: "東京都千代田区青葉町1-2-3", send: "送付する", sendAgain: "もう一度送付する", sendTitle: "請求書を送付しますか", sendText: "{name} あてに、{total} の請求書をメールで送付します。",
  sendTo: "宛先", message: "メッセージ", messageText: "いつもお世話になっております。請求書をお送りしますので、ご確認をお願いいたします。",
  confirmSend: "送付を確定", wasSent: "{number} を送付しました。", needMail: "メールアドレスの形式で入力してください。", history: "履歴",
  history_draft: "下書きを作成", history_sent: "メールで送付", history_opened: "取引先が開封", history_paid: "入金を確認", bank: "お振込先",
  bankText: "青葉銀行 本店営業部 普通 1234567 アオバシヨウジ(カ", missingInvoice: "この請求書は見つかりません", unsent: "まだ送付していません。",

  addCustomer: "取引先を追加", customersIntro: "請求先と支払条件を管理します。", code: "コード", name: "名称", mail: "メールアドレス", terms: "支払条件", personInCharge: "ご担当者",
  needName: "名称を入力してください。", codeTaken: "このコードはすでに使われています。", needCode: "コードを入力してください。", addedCustomer: "{name} を追加しました。",
  "terms_next-month-end": "月末締め翌月末払い", terms_14: "14日以内", terms_30: "30日以内", terms_60: "60日以内", open: "未入金額", close: "閉じる",

  paymentsIntro: "銀行の入金明細を、請求書と結びつけます。", receivedOn: "入金日", payer: "振込名義", matchWith: "対象の請求書", paymentStatus: "消込の状態",
  waiting: "未消込", matched: "消込済み", match: "消し込む", matchNamed: "{payer} の入金を消し込む", chooseInvoice: "請求書を選択", candidateFor: "{payer} の入金の対象",
  matchedText: "{number} に入金を消し込みました。", allMatched: "未消込の入金はありません。", waitingCount: "未消込 {n}件",

  reportsIntro: "請求と入金の推移を確認できます。", issuedThisMonth: "今月の請求額", receivedThisMonth: "今月の入金額", waitingTotal: "未入金の残高",
  chartTitle: "請求と入金の推移", chartText: "直近6か月、税込", received: "入金", billed: "請求", monthLabel: "月", chartLoading: "集計しています",
  topCustomers: "取引先別の請求額",

  teamIntro: "Kumo を使う人と、できることを決めます。", inviteTitle: "メンバーを招待", role: "役割", admin: "管理者", editor: "編集者", viewer: "閲覧者",
  invite: "招待を送る", invited: "招待中", active: "利用中", memberTaken: "すでにメンバーです。", inviteSent: "{mail} に招待を送りました。", roleOf: "{name} の役割",
  roleChanged: "{name} の役割を「{role}」に変更しました。", you: "あなた", rolesText: "管理者はすべての設定を、編集者は請求書と取引先を変更できます。閲覧者は見るだけです。",
  startOver: "デモデータを最初に戻す", startOverText: "このブラウザーに保存した請求書や取引先を消し、最初の状態に戻します。", startedOver: "デモデータを最初の状態に戻しました。", demoData: "デモデータ",
};
