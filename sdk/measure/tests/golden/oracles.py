"""Tables that other people's libraries make: scipy 1.17, statsmodels 0.15, lifelines 0.30. Run by hand, in this folder:
`python oracles.py` writes survival.csv, survival_quantiles.csv, parity.csv, point_biserial.csv, sample_ratio.csv,
quality.csv, spread.csv, deflection.csv. The other tables came with the specification of the measures."""
import csv
import random
import warnings
import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times, qth_survival_times
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

warnings.filterwarnings("ignore")  # each reading of a step curve at its own steps is "approximate"
rng = random.Random(20261124)


def table(name, header, rows):
    with open(name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def digits(value):
    return "" if value is None or not np.isfinite(value) else "%.12g" % value


# Waiting times; a plus marks whoever still waits.
waits = {
    "all_reach": "1 2 2 3 5 8 13",
    "some_wait": "1 3+ 4 4 6+ 7 9+ 12 15+ 15+",
    "most_wait": "2 30+ 30+ 30+ 30+ 30+ 30+",
    "ties_and_late": " ".join("%d%s" % (rng.randint(1, 25), rng.choice(["", "", "+"])) for _ in range(60)),
}
points, quantiles = [], []
for case, text in waits.items():
    times = [float(word.rstrip("+")) for word in text.split()]
    reached = [not word.endswith("+") for word in text.split()]
    fit = KaplanMeierFitter(alpha=0.1).fit(times, reached)
    band = fit.confidence_interval_
    for time in sorted({t for t, r in zip(times, reached) if r}):
        waiting = float(fit.survival_function_at_times(time).iloc[0])
        low, high = (float(x) for x in band.loc[time])
        points.append([case, "%g" % time, digits(waiting)] + ([digits(low), digits(high)] if waiting > 1e-12 else ["", ""]))
    for share in (0.5, 0.8):
        ends = qth_survival_times(1 - share, band)
        row = [float(x) for x in np.asarray(ends).ravel()]
        # Where nobody waits any more Greenwood's variance is gone, and lifelines takes the bound for 0; we do not.
        if np.isfinite(row[1]) and fit.survival_function_at_times(row[1]).iloc[0] < 1e-12:
            row[1] = np.nan
        quantiles.append([case, text, share, digits(fit.percentile(1 - share)), *(digits(x) for x in row)])
table("survival.csv", ["case", "time", "waiting", "low", "high"], points)
table("survival_quantiles.csv", ["case", "waits", "share", "time", "low", "high"], quantiles)

# Five strata of [first right, first wrong, second right, second wrong].
rows = []
for shift in (0.0, 0.8, -1.5):
    strata = []
    for level in range(5):
        chance = 1 / (1 + np.exp(-(-1.2 + 0.6 * level)))
        other = 1 / (1 + np.exp(-(-1.2 + 0.6 * level - shift)))
        n, m = rng.randint(8, 30), rng.randint(8, 30)
        a, c = (sum(rng.random() < p for _ in range(k)) for p, k in ((chance, n), (other, m)))
        strata.append([a, n - a, c, m - c])
    fit = StratifiedTable([np.array([[a, b], [c, d]], float) for a, b, c, d in strata])
    low, high = fit.logodds_pooled_confint(alpha=0.1)
    rows.append([" ".join(map(str, sum(strata, []))), digits(fit.logodds_pooled), digits(low), digits(high)])
table("parity.csv", ["counts", "log_odds", "low", "high"], rows)

rows = []
for pull in (0.0, 0.3, 0.8):
    rest = [round(rng.random(), 3) for _ in range(40)]
    right = [int(rng.random() < pull * r + (1 - pull) * 0.6) for r in rest]
    rows.append([" ".join(map(str, right)), " ".join(map(str, rest)), digits(stats.pointbiserialr(right, rest)[0])])
table("point_biserial.csv", ["right", "rest", "correlation"], rows)

rows = []
for counts, plan in (([500, 500], [50, 50]), ([480, 560], [50, 50]), ([900, 80], [90, 10]), ([310, 350, 290], [1, 1, 1])):
    expected = np.array(plan) / sum(plan) * sum(counts)
    rows.append([" ".join(map(str, counts)), " ".join(map(str, plan)), digits(stats.chisquare(counts, expected).pvalue)])
table("sample_ratio.csv", ["assigned", "planned", "p"], rows)

rows = []
for skill in (0.0, 0.7, 1.0):
    truth = [rng.random() for _ in range(60)]
    right = [int(rng.random() < t) for t in truth]
    chance = [round(min(0.99, max(0.01, skill * t + (1 - skill) * 0.5)), 2) for t in truth]
    one = [c for c, r in zip(chance, right) if r]
    zero = [c for c, r in zip(chance, right) if not r]
    auc = stats.mannwhitneyu(one, zero).statistic / (len(one) * len(zero))
    brier = np.mean([(c - r) ** 2 for c, r in zip(chance, right)])
    loss = -np.mean([np.log(c if r else 1 - c) for c, r in zip(chance, right)])
    rows.append([" ".join(map(str, chance)), " ".join(map(str, right)), digits(auc), digits(brier), digits(loss)])
table("quality.csv", ["chance", "right", "auc", "squared_error", "log_loss"], rows)

rows = []
for sizes, effect in (([5, 5, 5], 0.0), ([4, 9, 6, 3], 0.15), ([8, 2], 0.4)):
    groups = [[round(0.5 + effect * (at - 1) + rng.gauss(0, 0.1), 3) for _ in range(size)] for at, size in enumerate(sizes)]
    f = stats.f_oneway(*groups).statistic
    n = sum(sizes)
    size = (n - sum(s * s for s in sizes) / n) / (len(sizes) - 1)
    rows.append(["|".join(" ".join(map(str, g)) for g in groups), digits(max(0.0, (f - 1) / (f - 1 + size)))])
table("spread.csv", ["groups", "icc"], rows)

rows = []
for treated, days, held, held_days in ((30, 1000, 45, 1000), (0, 500, 10, 400), (12, 300, 12, 300), (80, 900, 9, 100)):
    ends = stats.binomtest(treated, treated + held).proportion_ci(0.9, "exact")
    odds = [p / (1 - p) * held_days / days for p in (ends.high, ends.low)]
    rows.append([treated, days, held, held_days, digits(1 - treated / days / (held / held_days)), digits(1 - odds[0]), digits(1 - odds[1])])
table("deflection.csv", ["treated", "treated_days", "held_out", "held_out_days", "spared", "low", "high"], rows)
