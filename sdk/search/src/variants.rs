//! Older and rarer shapes of kanji, and the few compatibility signs that business writing uses.

/// Pairs: a variant, then the common form.
const PAIRS: &str = "髙高﨑崎嵜崎邊辺邉辺齋斎齊斉廣広澤沢濱浜濵浜瀧滝龍竜國国學学會会發発賣売讀読對対圖図變変證証價価拂払收収實実眞真\
    惠恵德徳壽寿櫻桜關関鐵鉄鹽塩黑黒榮栄營営縣県號号團団區区圓円圍囲驛駅處処總総經経繼継續続數数樣様檢検點点當当參参\
    轉転傳伝條条單単戰戦舊旧縱縦臺台聲声體体獨独狀状豫予與与餘余來来樂楽禮礼靈霊勞労爲為醫医餠餅舘館嶋島嶌島冨富峯峰桧檜\
    附付〆締罐缶籔薮曾曽弌一壹一弍二貳二埜野彌弥澁渋瀬瀨穗穂豐豊藏蔵裝装增増錄録歷歴淸清靑青內内戶戸\
    步歩每毎海海吳呉亞亜應応稅税說説敎教卽即旣既鄕郷";

/// The common form of a kanji.
pub(crate) fn common(c: char) -> char {
    match c {
        '\u{20bb7}' => return '吉',
        '\u{20b9f}' => return '叱',
        _ => {}
    }
    let mut pairs = PAIRS.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == c {
            return to;
        }
    }
    c
}

/// What a compatibility sign stands for: ① is 1, ㈱ is 株.
pub(crate) fn sign(c: char) -> Option<Sign> {
    match c {
        '①'..='⑳' => Some(Sign::Number(c as u32 - 0x245f)),
        '㈱' => Some(Sign::Kanji('株')),
        '㈲' => Some(Sign::Kanji('有')),
        '㈹' => Some(Sign::Kanji('代')),
        _ => None,
    }
}

/// See [`sign`].
pub(crate) enum Sign {
    Number(u32),
    Kanji(char),
}

/// Value of a kanji numeral: digits as themselves, 十 百 千 as their power of ten.
pub(crate) fn numeral(c: char) -> Option<u32> {
    const DIGITS: &str = "〇一二三四五六七八九";
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => DIGITS
            .chars()
            .zip(0..)
            .find(|(d, _)| *d == c)
            .map(|(_, n)| n),
    }
}

/// Counters before which a kanji numeral is a number: 十二月 is 12月, but 一覧 stays a word.
pub(crate) fn is_counter(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '回' | '件' | '円' | '割')
}
