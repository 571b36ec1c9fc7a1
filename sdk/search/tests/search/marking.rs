//! Marks: what of a title lies under them.

use search::{Article, Ask, Index, build};

/// The title with its marks in brackets; each must lie within it, ascending.
fn marked(title: &str, query: &str) -> String {
    let article = Article {
        id: "one".to_owned(),
        title: title.to_owned(),
        ..Article::default()
    };
    let bytes = build("ja", &[article]);
    let found = Index::open(&bytes)
        .unwrap()
        .search(query, Ask { page: "", limit: 1 })
        .unwrap();
    let Some(hit) = found.hits.first() else {
        return "not found".to_owned();
    };
    let chars: Vec<char> = title.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    for (from, to) in &hit.title_marks {
        let (from, to) = (*from as usize, *to as usize);
        assert!(
            at <= from && from < to && to <= chars.len(),
            "{title} {query}: {:?}",
            hit.title_marks
        );
        out.extend(&chars[at..from]);
        out.push('[');
        out.extend(&chars[from..to]);
        out.push(']');
        at = to;
    }
    out.extend(&chars[at..]);
    out
}

#[test]
fn marks() {
    let check = |title: &str, query: &str, expected: &str| {
        assert_eq!(marked(title, query), expected, "{query}")
    };
    check("請求書を作る", "請求書", "[請求書]を作る");
    check("振り込み手数料", "振込", "[振り込]み手数料");
    check("振り込み手数料", "振込手数料", "[振り込み手数料]");
    check("ｻｰﾊﾞｰの設定", "サーバー 設定", "[ｻｰﾊﾞ]ｰの[設定]");
    check("インターフェース", "インタフェース", "[インターフェース]");
    check(
        "カ\u{3099}イト\u{3099}を開く",
        "ガイド",
        "[カ\u{3099}イト\u{3099}]を開く",
    );
    check("Creating invoices", "invoice", "Creating [invoices]");
    check("Creating invoices", "invo", "Creating [invo]ices");
    check("Creating invoices", "invocies", "Creating [invoices]");
    check("Résumé & café", "resume cafe", "[Résumé] & [café]");
    check("メールで送る", "送る メール", "[メール]で[送る]");
    check("二〇二六年の変更", "2026年", "[二〇二六年]の変更");
    check("㈱クモのデータ", "株 クモ", "[㈱クモ]のデータ");
    check("一覧", "領収書", "not found");
}
