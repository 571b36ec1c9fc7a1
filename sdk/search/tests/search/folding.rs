//! Foldings one by one, and the key that failed searches are grouped by.

use search::{fold, key};

#[test]
fn folds() {
    let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text}");
    check("", "");
    check("  ", "");
    check("ＡＢＣ　ａｂｃ１２３", "abc abc123");
    check("ﾊﾝｶｸ ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟ", "はんかく がぎぐ ぱぴ");
    check("カ\u{3099}ハ\u{309a}か゛", "がぱが");
    check("データ", "でーた");
    check("サ－バ‐ サ―バ─ サ−バｰ", "さーばー さーばー さーばー");
    check("10-20 A－B", "10 20 a b");
    check("ヴァイオリン ヴィ ヴ ｳﾞｪ ウ゛ォ", "ばいおりん び ぶ べ ぼ");
    check(
        "キャッシュ ｷｬｯｼｭ キヤツシユ",
        "きやつしゆ きやつしゆ きやつしゆ",
    );
    check("ちぢむ つづく ヂヅ", "ちじむ つずく じず");
    check(
        "日々 個々 こゝろ かゞみ みすゞ",
        "日日 個個 こころ かがみ みすず",
    );
    check("々", "々");
    check(
        "Résumé Müller Søn straße Œuvre Ελλάδα ДОМ",
        "resume muller son strasse oeuvre ελλάδα дом",
    );
    check("cafe\u{301}", "cafe");
    check(
        "don't customer’s e-mail E-Mail two-factor",
        "dont customers email email two factor",
    );
    check("1,000,000円 1,ab", "1000000円 1 ab");
    check("二〇二六年十二月二十日", "2026年12月20日");
    check("三千五百円 百五十件 千円", "3500円 150件 1000円");
    check(
        "一覧 十分 統一日程 第三回 1千円",
        "一覧 十分 統一日程 第3回 1千円",
    );
    check(
        "一二三四五六七八九一二三四年",
        "一二三四五六七八九一二三四年",
    );
    check("①⑳ ㈱クモ", "120 株くも");
    check(
        "會社 發行 國 髙橋 﨑 〆切 寄附",
        "会社 発行 国 高橋 崎 締切 寄付",
    );
    check("葛\u{e0100}飾 神\u{fe00}社", "葛飾 神社");
    check(
        "ユーザー・アカウント 山田・太郎",
        "ゆーざーあかうんと 山田 太郎",
    );
    check("🎉請求書🎉", "請求書");
    check("ー", "");
    check("한국어 ไทย", "한국어 ไทย");
}

#[test]
fn keys() {
    let check = |queries: &[&str], expected: &str| {
        for query in queries {
            assert_eq!(key(query), expected, "{query}");
        }
    };
    check(
        &["振込", "振り込み", "振込み", "ふりこみではなく 振込"],
        "振込",
    );
    check(&["サーバ", "サーバー", "ｻｰﾊﾞｰ", "サ－バ－"], "さーば");
    check(&["Cancelling", "cancelled", "how to cancel"], "cancel");
    check(
        &["取引先の登録方法", "取り引き先 登録", "取引先を登録"],
        "取引先 登録",
    );
    check(&["", "？"], "");
    check(&["3ヶ月", "三カ月", "３か月"], "3か月");
}
