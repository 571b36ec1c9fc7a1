//! How the numbers are made: what each of the three means, what it rests on, and what it is not; the fitted model with its
//! calibration, where there is one.

use maud::html;
use measure::evidence::{Kind, default_row};

use super::{Ctx, Drawn, section};
use crate::markup::words::number;

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let models = ctx.figures.of("models");
    let lede = ctx.say(
        "理解度、意欲、活動は別々の数です。一つの点数に混ぜません。",
        "Comprehension, motivation and activity are three numbers, never blended into one.",
    );
    let kinds = [
        (
            Kind::GuideFinished,
            ctx.say("案内つきで終えた", "finished a guide"),
        ),
        (
            Kind::GuideReopened,
            ctx.say("終えた案内を開き直した", "opened it again"),
        ),
        (Kind::TaskDone, ctx.say("実務でできた", "did it for real")),
        (
            Kind::Transfer,
            ctx.say(
                "翌日以降、案内なしでできた",
                "did it unaided a day or more later",
            ),
        ),
    ];
    let body = html! {
        (section(ctx.say("理解度", "Comprehension"), "BKT + forgetting", html! {
            p { (ctx.say("「分かっている確率」を、証拠が届くたびに更新します。時間がたつと、分からない状態ではなく母集団の値に近づきます。", "The chance of knowing, updated with every piece of evidence; time pulls it toward the population, not to zero.")) }
            pre.how { "K(t) = π + (K − π)·R(Δ,S)    R = (1 + f·Δ/S)^(−0.5)\nlogit P' = logit K + w·ln(a/b)      K = P' + (1 − P')·T" }
            table.t.tight { thead { tr { th scope="col" { (ctx.say("証拠", "Evidence")) } th.num scope="col" { "a" } th.num scope="col" { "b" } th.num scope="col" { "w" } th.num scope="col" { "T" } } }
                tbody { @for (kind, name) in kinds { @let e = default_row(kind); tr { th scope="row" { (name) } td.num { (format!("{:.2}", e.if_known)) } td.num { (format!("{:.2}", e.if_unknown)) } td.num { (format!("{:.2}", e.weight)) } td.num { (format!("{:.2}", e.learn)) } } } } }
            p.sub { (ctx.say("前提幅は、証拠の強さを 0.7–1.3 倍、安定性を 0.5–2 倍にしたときの幅です。信頼区間ではありません。", "The assumption band: evidence × 0.7–1.3 and stability × 0.5–2. No confidence interval.")) }
            @for m in models.iter().take(3) { p { (ctx.say("モデル ", "Model ")) b { (m["model"].as_str().or(m["version"].as_str()).unwrap_or_default()) } @if let Some(e) = number(m, "calibration_error") { " · " (ctx.say("較正誤差 ", "calibration error ")) (format!("{e:.3}")) } } }
        }))
        (section(ctx.say("学習意欲指数（行動からの推定）", "Motivation index (inferred from behaviour)"), ctx.say("28 日・6 成分・等重み", "28 days, six components, equal weights"), html! {
            p { (ctx.say("自発・受容・努力・粘り・定着・完了の平均です。試行 10 件かつ 4 成分に満たない人は「データ不足」と表示します。性格や評価ではありません。", "The mean of six rates; under ten trials or four components it reads \"too little data\". It is neither personality nor appraisal.")) }
        }))
        (section(ctx.say("活動の変化", "Change of activity"), "Przyborowski–Wilenski · Benjamini–Hochberg", html! {
            p { (ctx.say("直近 10 営業日と、その前の 30 営業日の利用人日を比べます。ばらつきの大きい会社ほど慎重に、全社に共通の増減は除いて判定します。土日・祝日・年末年始・お盆は数えません。", "Active user-days of 10 business days against the 30 before: the more an account varies, the more careful; what all accounts share is taken out. Week-ends and holidays do not count.")) }
            pre.how { "p = P(Bin(x1' + x0', 10/40) ≤ x1')   q ≤ .10, p ≤ .05, ratio ≤ 0.6, x0 ≥ 8" }
        }))
        (section(ctx.say("順位", "Rank"), "", html! { pre.how { "severity × clamp(1 − days_left/180, 0.2, 1) × ln(1 + MRR/1000)" } p { (ctx.say("問い合わせの件数は入りません。", "The number of inquiries never enters.")) } }))
        (section(ctx.say("区間", "Intervals"), "90%", html! { p { (ctx.say("割合は Wilson、待ち時間は Kaplan–Meier、NPS は調整 Wald、実験は常に有効な区間（mSPRT）。5 人に満たない率と平均は表示しません。", "Shares: Wilson. Waiting: Kaplan–Meier. NPS: adjusted Wald. Experiments: always-valid (mSPRT). Rates and means stand on five people or more.")) } }))
    };
    Ok(Some(Drawn::new(lede, body)))
}
