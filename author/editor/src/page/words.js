// What the editor says, in Japanese and English, and the names of the source's fields in Japanese; English takes the
// field's own name and description from the compiler.

const WORDS = {
  ja: {
    tutorials: "ガイド", checklists: "チェックリスト", tooltips: "ツールチップ", announcements: "お知らせ", quizzes: "クイズ", surveys: "アンケート", programs: "プログラム", events: "イベント", articles: "記事", shirube: "全体の設定",
    add: "追加", newItem: "新しく作る", idAsk: "ファイル名になる短い名前（半角の英小文字・数字・ハイフン）", make: "作る", cancel: "やめる", remove: "削除", up: "上へ", down: "下へ", undo: "元に戻す", language: "表示言語",
    publish: "公開する", check: "公開前の確認", sure: "この内容で公開する", published: "公開しました。リリース", unchanged: "公開済みの内容と同じです。", errorsFirst: "先に、次の誤りを直してください。",
    new: "新規", changed: "変更", withdrawn: "取り下げ", everyone: "すべての利用者", forWhom: "対象：", reach: "把握している利用者 {known} 人のうち {newly} 人（{percent} %）が、新しく対象になります。", people: "{n} 人", undescribed: "属性がわからない利用者 {n} 人は、属性の条件にあてはまらないとみなしています。", wanted: "探されたことば", wantedText: "ヘルプで見つからなかったことばと、問い合わせの分類です。押すと記事の下書きができます。", begin: "下書きを作る", searched: "検索", inquired: "問い合わせ", draft: "下書き", many: "2 割を超える利用者に届くことを確かめました", to: "公開先", nothing: "変更はありません。",
    pick: "画面で選ぶ", picking: "開いた画面で、対象をクリックしてください（Escで中止）", show: "どこか見る", found: "見つかりました", missing: "この画面にはありません", hidden: "隠れていて見えません", ambiguous: "複数あり、一つに決まりません",
    record: "操作を記録する", recording: "開いた画面で操作してください。操作ごとに手順が増えます。", stop: "記録を終える", others: "ほかの指定方法", noPage: "--page で製品の画面を指定して起動すると、画面から選べます。",
    preview: "プレビュー", who: "だれに・いつ見せるか", more: "ほかの項目", none: "（指定しない）", yes: "はい", no: "いいえ", choose: "種類を選ぶ", saved: "保存しました", welcome: "左の一覧から選ぶか、新しく作ってください。",
    start: "はじめに", startText: "画面で操作するだけで、ガイドの手順ができあがります。ことばを書き、公開するまで、この画面で行えます。", firstGuide: "ガイドを作る", lost: "コマンドが表示したアドレスから開いてください。", value: "値", text: "本文（Markdown）", file: "ファイル", broken: "このファイルは読めません",
    items: "件", search: "一覧から探す", close: "閉じる", all: "すべて", any: "いずれか", not: "次にあてはまらない", operator: "条件", yaml: "YAML で書く", step: "手順", addStep: "手順を追加",
  },
  en: {
    tutorials: "Guides", checklists: "Checklists", tooltips: "Tooltips", announcements: "Announcements", quizzes: "Quizzes", surveys: "Surveys", programs: "Programs", events: "Events", articles: "Articles", shirube: "Settings",
    add: "Add", newItem: "New", idAsk: "A short name for the file: a–z, 0–9 and hyphens", make: "Create", cancel: "Cancel", remove: "Remove", up: "Move up", down: "Move down", undo: "Undo", language: "Language",
    publish: "Publish", check: "Before publishing", sure: "Publish this", published: "Published as release", unchanged: "This is what is published already.", errorsFirst: "Mend these first.",
    new: "new", changed: "changed", withdrawn: "withdrawn", everyone: "everyone", forWhom: "for", reach: "{newly} of {known} known users ({percent} %) become eligible.", people: "{n} users", undescribed: "No traits are known of {n} of them: they meet no condition on traits.", wanted: "Looked for", wantedText: "Words that found nothing in help, and categories of inquiries. One click begins an article.", begin: "Begin an article", searched: "search", inquired: "inquiry", draft: "draft", many: "I have seen that this reaches more than a fifth of all users", to: "To", nothing: "Nothing has changed.",
    pick: "Point at it", picking: "Click the element in the window that opened (Esc to leave)", show: "Show me", found: "found", missing: "not on this page", hidden: "there, but not visible", ambiguous: "several match",
    record: "Record", recording: "Do it in the window that opened. Each action becomes a step.", stop: "Stop recording", others: "Other ways to name it", noPage: "Start with --page and your product's address to point at its elements.",
    preview: "Preview", who: "For whom and when", more: "More", none: "(not set)", yes: "Yes", no: "No", choose: "Choose a kind", saved: "Saved", welcome: "Choose something on the left, or make something new.",
    start: "Start here", startText: "Do a task in your product, and its steps are written down. Find the words, look at them, and publish, all on this page.", firstGuide: "Make a guide", lost: "Open the editor by the address that the command printed.", value: "Value", text: "Text (Markdown)", file: "File", broken: "This file cannot be read",
    items: "items", search: "Find in the list", close: "Close", all: "all of", any: "any of", not: "not", operator: "Condition", yaml: "Write YAML", step: "Step", addStep: "Add a step",
  },
};

const FIELDS = {
  title: "タイトル", body: "本文", steps: "手順", items: "項目", questions: "質問", options: "選択肢", anchor: "対象の要素", page: "ページ", advance: "次へ進むきっかけ", placement: "表示する位置", quiz: "クイズ", missing: "要素が見つからないとき",
  media: "画像・動画", unclear: "「わかりにくい」と言われたとき", branches: "分岐", open: "この手順を開くアドレス", id: "ID", minutes: "所要時間（分）", then: "次にすすめるもの", audience: "対象者", start: "表示のきっかけ", frequency: "表示の頻度", after_dismiss: "閉じたあと", after_snooze: "「あとで」のあと",
  priority: "優先度", rollout: "配信割合", schedule: "期間", experiment: "比較実験", topics: "トピック", done: "完了の条件", requires: "先に終える項目", hotspot: "目印の点", form: "表示形式", actions: "ボタン", kind: "種類", topic: "トピック", prompt: "質問文", explain: "解説", hint: "ヒント",
  remedy: "学べる場所", text: "文", correct: "正解", low: "低い側のことば", high: "高い側のことば", max: "最大値", multiple: "複数選択", release: "リリース", required: "必須の項目", due_days: "期限（日）", value: "価値を感じる出来事", act: "動作", test_id: "data-testid", role: "役割", name: "名前", css: "CSS セレクター", near: "近くの要素", in: "中の枠",
  label: "ボタンの文字", do: "動作", to: "行き先", event: "出来事", after_ms: "待ち時間（ミリ秒）", days: "日数", hours: "時間", every_days: "日ごと", wait_ms: "待ち時間（ミリ秒）", links: "関連リンク", image: "画像", alt: "画像の説明", video: "動画", poster: "表紙の画像", captions: "字幕", from: "開始", until: "終了", when: "条件", input: "入力", appears: "表示される要素", pattern: "入力の形", percent: "割合（％）", by: "単位", holdout_percent: "対照群（％）",
  draft: "下書き（公開しない）", tags: "検索のことば", order: "並び順", pages: "関連するページ", product: "製品の短い名前", timezone: "タイムゾーン", languages: "言語", segments: "セグメント", inquiries: "問い合わせの分類", home: "製品のアドレス", touch: "タッチモデル", contact: "連絡先", community: "コミュニティ", launcher: "ランチャー", theme: "見た目", limits: "表示回数の上限", events: "製品の出来事", publish: "公開先", task: "実際の作業", required_for: "必要なセグメント", after: "先に学ぶトピック", weight: "重み",
  shirube: "形式", variants: "パターン", segment: "セグメント", trait: "利用者の属性", account: "アカウントの属性", language: "言語", completed: "完了した項目", dismissed: "閉じた項目", understands: "理解しているトピック", motivation: "モチベーション", variant: "実験のパターン", now: "いま", all: "すべて満たす", any: "いずれかを満たす", not: "満たさない",
  is: "等しい", is_not: "等しくない", gt: "より大きい", lt: "より小さい", contains: "含む", exists: "値がある", before: "より前", within_days: "過去の日数", at_least: "以上", below: "未満", unknown: "履歴が不明なとき",
};

const CHOICES = {
  next: "「次へ」を押す", click: "対象をクリックする", input: "対象に入力する", top: "上", right: "右", bottom: "下", left: "左", center: "画面の中央", auto: "自動", pause: "一時停止する", skip: "飛ばす", end: "ガイドを終える", manual: "自動では表示しない", once: "一度だけ", until_completed: "完了するまで", always: "毎回", never: "表示しない",
  banner: "バナー", modal: "モーダル", toast: "トースト", feed: "お知らせ一覧のみ", single: "一つ選ぶ", multiple: "複数選ぶ", order: "並べ替える", do: "実際に操作する", nps: "NPS（0〜10）", csat: "満足度（1〜5）", rating: "評価", choice: "選択", text: "自由記述",
  start: "ガイドを始める", article: "記事を開く", link: "外部のページを開く", go: "製品の画面へ移動する", track: "出来事を記録する", snooze: "あとで", complete: "完了にする", submit: "送信する", appears: "表示される", user: "利用者ごと", account: "アカウントごと", high: "ハイタッチ", low: "ロータッチ", tech: "テックタッチ", when_useful: "役立つとき", sign: "標識", help: "ヘルプ", comfortable: "ゆったり", compact: "コンパクト", light: "ライト", dark: "ダーク",
};

let tongue = "ja";
export const speak = (language) => { tongue = language in WORDS ? language : "en"; document.documentElement.lang = tongue; };
export const spoken = () => tongue;
export const t = (key) => WORDS[tongue][key] ?? key;
/** A field's name on screen. */
export const fieldName = (name) => (tongue === "ja" ? FIELDS[name] : undefined) ?? name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
/** One of a field's words, as people say it. */
export const choiceName = (word) => (tongue === "ja" ? CHOICES[word] : undefined) ?? word.replaceAll("_", " ");
const languages = () => new Intl.DisplayNames([tongue], { type: "language" });
export const languageName = (tag) => languages().of(tag);
/** The words of a text by language, in the editor's language where it has them. */
export const words = (text) => (text && typeof text === "object" ? text[tongue] ?? Object.values(text)[0] : text) ?? "";
