using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Survival.Curves;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;
using MathNet.Numerics.Distributions;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Commands that judge a score or predicted risks: concordance, auc, score, dca, maxstat.</summary>
internal static class MetricCommands
{
    /// <summary>R's name of the prediction without covariates.</summary>
    private const string NullModel = "Null model";

    /// <summary>By R's names.</summary>
    private static readonly (string Name, ConcordanceWeights Weights)[] Weights =
    [
        ("n", ConcordanceWeights.Pairs),
        ("S", ConcordanceWeights.Survival),
        ("S/G", ConcordanceWeights.SurvivalOverCensoring),
        ("n/G2", ConcordanceWeights.InverseCensoringSquared),
        ("I", ConcordanceWeights.Events),
    ];

    public static SurvivalReport Concordance(SurvivalInput input)
    {
        var marker = input.Column(input.Require(SurvivalOptions.Marker));
        var outcome = input.Outcome;
        if (input.Get(SurvivalOptions.Strata) is not null || input.Get(SurvivalOptions.Cluster) is not null || !outcome.Entries.IsEmpty || !outcome.Weights.IsEmpty)
        {
            return ConcordanceOfRows(input, marker);
        }

        var options = new ConcordanceOptions { Level = input.Level };
        var table = new TextTable("Concordance", "method", "c", "se", "lower", "upper");
        var remarks = new List<string>();
        var json = new JsonObject();
        foreach (var (name, weights) in Weights)
        {
            json[name] = Entry(HccRisk.Survival.Evaluation.Discrimination.Concordance.Weighted(outcome, marker, weights, null, options));
        }

        var (truncated, uno) = (new JsonArray(), new JsonArray());
        var taus = input.Numbers(SurvivalOptions.Taus) ?? [];
        foreach (var end in taus)
        {
            truncated.Add((JsonNode)Entry(HccRisk.Survival.Evaluation.Discrimination.Concordance.Weighted(outcome, marker, ConcordanceWeights.Pairs, end, options), end, "n"));
            truncated.Add((JsonNode)Entry(HccRisk.Survival.Evaluation.Discrimination.Concordance.Weighted(outcome, marker, ConcordanceWeights.InverseCensoringSquared, end, options), end, "n/G2"));
        }

        foreach (var end in (double?[])[.. taus, null])
        {
            var entry = Entry(HccRisk.Survival.Evaluation.Discrimination.Concordance.Uno(outcome, marker, end, options), end ?? double.PositiveInfinity);
            entry["weight"] = "G(t-)^-2, T_i<tau, T_j>T_i only, ties in marker 0.5";
            uno.Add((JsonNode)entry);
        }

        json["tau"] = truncated;
        json["uno_explicit"] = uno;

        if (input.Get(SurvivalOptions.GonenHeller))
        {
            var probability = ModelConcordance.GonenHeller(marker);
            Row(table, remarks, probability);
            json["gonen_heller"] = new JsonObject { ["c"] = Json.Of(probability.Value) };
        }

        if (input.Get(SurvivalOptions.Risk) is not null)
        {
            var times = input.Numbers(SurvivalOptions.Times) ?? throw new ArgumentException("'concordance' needs --times with --risk: a column a time.");
            var antolini = new JsonObject();
            foreach (var (name, columns) in input.RisksAt(times.Length))
            {
                var curves = ModelConcordance.Antolini(outcome, [.. Enumerable.Range(0, outcome.Count).SelectMany(i => columns.Select(c => c[i]))], times, input.Level);
                Row(table, remarks, curves);
                antolini[name] = Estimate([], "c", curves);
            }

            json["antolini"] = antolini;
        }

        return new SurvivalReport(json, [table], remarks);

        JsonObject Entry(ConcordanceResult result, double? tau = null, string? weights = null)
        {
            Row(table, remarks, result.Estimate);
            var entry = new JsonObject();
            if (tau is { } t)
            {
                entry["tau"] = Json.Of(t);
            }

            if (weights is not null)
            {
                entry["timewt"] = weights;
            }

            entry["c"] = Json.Of(result.Estimate.Value);
            entry["se"] = Json.Of(result.Estimate.StandardError);
            entry["lower"] = Json.Of(result.Estimate.Lower);
            entry["upper"] = Json.Of(result.Estimate.Upper);
            entry["counts"] = new JsonObject
            {
                ["concordant"] = Json.Of(result.Concordant),
                ["discordant"] = Json.Of(result.Discordant),
                ["tied.x"] = Json.Of(result.TiedScore),
                ["tied.y"] = Json.Of(result.TiedTime),
                ["tied.xy"] = Json.Of(result.TiedBoth),
            };
            return entry;
        }
    }

    /// <summary>With entry times, weights, strata or clusters: Harrell's C, pairs within a stratum of rows that are at risk together.</summary>
    private static SurvivalReport ConcordanceOfRows(SurvivalInput input, double[] marker)
    {
        if (input.Get(SurvivalOptions.Taus) is not null || input.Get(SurvivalOptions.GonenHeller) || input.Get(SurvivalOptions.Risk) is not null)
        {
            throw new ArgumentException(
                $"{SurvivalOptions.Taus.Name}, {SurvivalOptions.GonenHeller.Name} and {SurvivalOptions.Risk.Name} do not go with entry times, weights, strata or clusters.");
        }

        int[] Codes(Option<string?> option) => input.Get(option) is { } column ? input.Groups(column).Codes : [];
        var c = HccRisk.Survival.Evaluation.Discrimination.Concordance.OfRows(
            input.Outcome, marker, Codes(SurvivalOptions.Strata), Codes(SurvivalOptions.Cluster), input.Level);
        var table = new TextTable("Concordance", "method", "c", "se", "lower", "upper");
        var remarks = new List<string>();
        Row(table, remarks, c);
        remarks.Add("Uno's C and other weights of time are not known with entry times, weights, strata or clusters: the method is Harrell's.");
        return new SurvivalReport(new JsonObject { ["n"] = Estimate([], "c", c) }, [table], remarks);
    }

    public static SurvivalReport Auc(SurvivalInput input)
    {
        var marker = input.Column(input.Require(SurvivalOptions.Marker));
        var times = input.Numbers(SurvivalOptions.Times) ?? throw new ArgumentException("'auc' needs --times.");
        var outcome = input.AllCauses;
        var options = new TimeDependentAucOptions
        {
            Cause = input.CauseOfInterest,
            Convention = input.Get(SurvivalOptions.Convention) == "timeroc" ? AucConvention.TimeRoc : AucConvention.RiskRegression,
            Level = input.Level,
        };
        var table = new TextTable("AUC(t)", "method", "AUC", "se", "lower", "upper");
        var remarks = new List<string>();
        var json = new JsonObject { ["times"] = Json.Of(times) };

        // timeROC numbers the two kinds of controls when there are competing causes.
        var competing = outcome.Causes.Count > 1;
        foreach (var (suffix, controls) in (((string, AucControls)[])(competing ? [("_1", AucControls.EventFree), ("_2", AucControls.EventFreeOrOtherCause)] : [("", AucControls.EventFree)])))
        {
            var results = TimeDependentAuc.CumulativeDynamic(outcome, marker, times, options with { Controls = controls });
            foreach (var result in results)
            {
                Row(table, remarks, result.Auc);
            }

            json["AUC" + suffix] = Json.Of(results.Select(r => r.Auc.Value ?? double.NaN));
            json["se" + suffix] = Json.Of(results.Select(r => r.Auc.StandardError ?? double.NaN));
            json["ci_auc_percent" + suffix] = Json.Rows(results.Select(r => (double[])[Percent(r.Auc, -1), Percent(r.Auc, 1)]));
            json["lower" + suffix] = Json.Of(results.Select(r => r.Auc.Lower ?? double.NaN));
            json["upper" + suffix] = Json.Of(results.Select(r => r.Auc.Upper ?? double.NaN));
            json["n_cases"] = Json.Of(results.Select(r => (double)r.Cases));
        }

        var curve = KaplanMeier.Fit(outcome);
        json["survProb"] = Json.Of(times.Select(curve.SurvivalAt));
        if (input.Get(SurvivalOptions.Incident))
        {
            var results = IncidentDynamicAuc.At(input.Outcome, marker, times);
            foreach (var result in results)
            {
                Row(table, remarks, result);
            }

            json["incident"] = new JsonObject { ["times"] = Json.Of(times), ["AUC"] = Json.Of(results.Select(r => r.Value ?? double.NaN)) };
        }

        // Two decimals of a percentage, as timeROC's confint.
        double Percent(MetricEstimate auc, int side) => auc is { Value: { } value, StandardError: { } error }
            ? Math.Round(100 * (value + (side * Normal.InvCDF(0, 1, 0.5 + input.Level / 2) * error)), 2)
            : double.NaN;

        return new SurvivalReport(json, [table, .. RocCommands.Curves(input, outcome, marker, times, options, json, remarks)], remarks);
    }

    public static SurvivalReport Score(SurvivalInput input)
    {
        var several = input.Numbers(SurvivalOptions.Times);
        if (several is null == input.Get(SurvivalOptions.At) is null)
        {
            throw new ArgumentException("'score' needs either --at or --times.");
        }

        var horizons = several ?? [input.Require(SurvivalOptions.At)];
        var risks = input.RisksAt(horizons.Length);
        var outcome = input.AllCauses;
        var cause = input.CauseOfInterest;
        var comparison = RiskComparison.Of(
            outcome, [.. risks.Select(r => new ModelRisks(r.Name, [.. horizons.Zip(r.Values, (time, values) => new HorizonRisk(time, values))]))], cause, input.Level);
        var table = new TextTable("Scores", "model", "time", "AUC", "lower", "upper", "Brier", "lower", "upper", "IPA", "IBS");
        var differences = new TextTable("Differences", "measure", "models", "time", "difference", "se", "lower", "upper", "p");
        var (auc, brier) = (new JsonArray(), new JsonArray());
        var (aucContrasts, brierContrasts) = (new JsonArray(), new JsonArray());
        var remarks = new List<string>();
        foreach (var (name, at, area, error, integrated) in comparison.Scores)
        {
            Remark(remarks, area);
            Remark(remarks, error.Brier);
            if (error.Brier.NotEstimable is null && error.Accuracy is { NotEstimable: not null } accuracy)
            {
                remarks.Add(accuracy.ToString());
            }

            table.Add(
                name, at, area.Value, area.Lower, area.Upper, error.Brier.Value, error.Brier.Lower, error.Brier.Upper, error.PredictionAccuracy, several is null ? null : integrated.Integrated.Value);
            if (name == comparison.Scores[0].Model)
            {
                var none = new JsonObject { ["model"] = NullModel, ["times"] = at, ["Brier"] = Json.Of(error.NullBrier) };
                none = error.NullEstimate is { } without ? Estimate(none, "Brier", without) : none;
                brier.Add((JsonNode)WithIndices(none, integrated.NullIntegrated, error.NullBrier is null ? null : 0));
            }

            auc.Add(Estimate(new JsonObject { ["model"] = name, ["times"] = at }, "AUC", area));
            var entry = Estimate(new JsonObject { ["model"] = name, ["times"] = at }, "Brier", error.Brier);
            brier.Add((JsonNode)WithIndices(entry, integrated.Integrated.Value, error.PredictionAccuracy));
        }

        foreach (var contrast in comparison.Contrasts)
        {
            (contrast.Measure == "AUC" ? aucContrasts : brierContrasts).Add(Contrast(contrast));
        }

        var json = new JsonObject { ["auc"] = auc, ["brier"] = brier, ["auc_contrasts"] = aucContrasts, ["brier_contrasts"] = brierContrasts };
        return input.Get(SurvivalOptions.Reclassify) is null
            ? new SurvivalReport(json, [table, differences], remarks)
            : new SurvivalReport(json, [table, differences, RocCommands.Reclassify(input, outcome, risks, horizons, cause, json, remarks)], remarks);

        JsonObject WithIndices(JsonObject entry, double? integrated, double? accuracy)
        {
            if (several is not null)
            {
                entry["IBS"] = Json.Of(integrated);
            }

            entry["IPA"] = Json.Of(accuracy);
            return entry;
        }

        JsonNode Contrast(RiskContrast contrast)
        {
            var (d, reference) = (contrast.Comparison.Difference, contrast.Reference ?? NullModel);
            differences.Add(contrast.Measure, $"{contrast.Model} - {reference}", contrast.Time, d.Value, d.StandardError, d.Lower, d.Upper, contrast.Comparison.PValue);
            var entry = Estimate(new JsonObject { ["times"] = contrast.Time, ["model"] = contrast.Model, ["reference"] = reference }, "delta." + contrast.Measure, d);
            entry["p"] = Json.Of(contrast.Comparison.PValue);
            return entry;
        }
    }

    public static SurvivalReport DecisionCurves(SurvivalInput input)
    {
        var at = input.Require(SurvivalOptions.At);
        var thresholds = input.Numbers(SurvivalOptions.Thresholds) ?? [.. Enumerable.Range(1, 10).Select(k => k / 20.0)];
        var options = new DecisionCurveOptions { Cause = input.CauseOfInterest, Level = input.Level };
        var table = new TextTable(FormattableString.Invariant($"Net benefit at {at}"), "model", "threshold", "net benefit", "lower", "upper", "treat all");
        var json = new JsonObject { ["time"] = at, ["threshold"] = Json.Of(thresholds), ["positive_rule"] = "risk >= threshold" };
        var models = new JsonObject();
        var remarks = new List<string>();
        foreach (var (name, risk) in input.Risks())
        {
            var curve = DecisionCurve.Of(input.AllCauses, risk, at, thresholds, options);
            json["prevalence"] = Json.Of(curve.Prevalence.Value);
            json["net_benefit_all"] = Json.Of(curve.Points.Select(p => p.TreatAll.Value ?? double.NaN));
            models[name] = new JsonObject
            {
                ["net_benefit"] = Json.Of(curve.Points.Select(p => p.NetBenefit.Value ?? double.NaN)),
                ["se"] = Json.Of(curve.Points.Select(p => p.NetBenefit.StandardError ?? double.NaN)),
            };
            foreach (var point in curve.Points)
            {
                table.Add(name, point.Threshold, point.NetBenefit.Value, point.NetBenefit.Lower, point.NetBenefit.Upper, point.TreatAll.Value);
            }

            Remark(remarks, curve.Prevalence);
            foreach (var point in curve.Points)
            {
                Remark(remarks, point.NetBenefit);
            }
        }

        json["models"] = models;
        return new SurvivalReport(json, [table], remarks);
    }

    public static SurvivalReport CutPoint(SurvivalInput input)
    {
        if (input.Get(SurvivalOptions.CutCount) is var cuts && cuts != 1)
        {
            return cuts == 2 ? TwoCutPointsOf(input) : throw new ArgumentException(FormattableString.Invariant($"{SurvivalOptions.CutCount.Name} is {cuts}; it must be 1 or 2."));
        }

        var name = input.Require(SurvivalOptions.Marker);
        var options = new CutPointOptions
        {
            MinProportion = input.Get(SurvivalOptions.MinProportion),
            MaxProportion = input.Get(SurvivalOptions.MaxProportion),
            Scores = input.Get(SurvivalOptions.Scores) == "rounded" ? CutPointScores.RoundedLogRank : CutPointScores.LogRank,
        };
        var result = HccRisk.Survival.CutPoints.CutPoint.Find(input.Outcome, input.Column(name), options);
        return new SurvivalReport(
            new JsonObject
            {
                ["var"] = name,
                ["minprop"] = options.MinProportion,
                ["maxprop"] = options.MaxProportion,
                ["statistic"] = Json.Of(result.Statistic),
                ["cutpoint"] = Json.Of(result.Cut),
                ["p"] = new JsonObject { ["Lau92"] = Json.Of(result.PValue) },
                ["cuts_n"] = result.Candidates.Count,
                ["stats_first5"] = Json.Of(result.Candidates.Take(5).Select(c => c.Statistic)),
                ["cuts_first5"] = Json.Of(result.Candidates.Take(5).Select(c => c.Cut)),
            },
            [new TextTable("Maximally selected log-rank statistic", "marker", "cut-point", "statistic", "corrected p").Add(name, result.Cut, result.Statistic, result.PValue)],
            result.NotEstimable is null ? ["The cut-point is chosen on these data: freeze it before judging it on others."] : [result.NotEstimable]);
    }

    private static SurvivalReport TwoCutPointsOf(SurvivalInput input)
    {
        var name = input.Require(SurvivalOptions.Marker);
        var options = new TwoCutPointOptions
        {
            MinFraction = input.Get(SurvivalOptions.MinProportion),
            Permutations = input.Get(SurvivalOptions.Permutations),
            Seed = input.Get(SurvivalOptions.Seed),
        };
        var result = TwoCutPoints.Find(input.Outcome, input.Column(name), options);
        return new SurvivalReport(
            new JsonObject
            {
                ["var"] = name,
                ["minprop"] = options.MinFraction,
                ["statistic"] = Json.Of(result.Best?.Statistic),
                ["cutpoints"] = result.Best is { } best ? Json.Of([best.Lower, best.Upper]) : null,
                ["sizes"] = Json.Of(result.Sizes.Select(s => (double)s)),
                ["p"] = Json.Of(result.PValue),
                ["p_se"] = Json.Of(result.PValueError),
                ["permutations"] = result.Permutations,
                ["uncorrected"] = result.Uncorrected is { } test ? Json.Of([test.Statistic, test.DegreesOfFreedom, test.PValue]) : null,
                ["cuts_n"] = result.Candidates.Count,
                ["not_estimable"] = result.NotEstimable,
            },
            [new TextTable("Two maximally selected cut-points", "marker", "lower cut", "upper cut", "chisq", "corrected p")
                .Add(name, result.Best?.Lower, result.Best?.Upper, result.Best?.Statistic, result.PValue)],
            [result.NotEstimable ?? "The cut-points are chosen on these data: freeze them before judging them on others."]);
    }

    /// <summary>Adds the value under a name, its error and its limits.</summary>
    public static JsonObject Estimate(JsonObject entry, string name, MetricEstimate estimate)
    {
        entry[name] = Json.Of(estimate.Value);
        entry["se"] = Json.Of(estimate.StandardError);
        entry["lower"] = Json.Of(estimate.Lower);
        entry["upper"] = Json.Of(estimate.Upper);
        return entry;
    }

    /// <summary>Says why an estimate, or its error, is NA.</summary>
    public static void Remark(List<string> remarks, MetricEstimate estimate)
    {
        if (estimate.NotEstimable is not null)
        {
            remarks.Add(estimate.ToString());
        }
        else if (estimate.StandardError is null && estimate.Value is not null)
        {
            remarks.Add($"{estimate}: nothing varies, so there is no standard error");
        }
    }

    private static void Row(TextTable table, List<string> remarks, MetricEstimate estimate)
    {
        table.Add(estimate.Method, estimate.Value, estimate.StandardError, estimate.Lower, estimate.Upper);
        if (estimate.NotEstimable is not null)
        {
            remarks.Add(estimate.ToString());
        }
    }
}
