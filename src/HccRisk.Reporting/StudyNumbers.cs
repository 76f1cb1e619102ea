using HccRisk.Core.Naming;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Reporting;

/// <summary>
/// Numbers of a study for running text, by name, so that prose and tables cannot differ: <c>post.auc24</c> is the AUC of model POST at 24 on its first external
/// cohort, or cross-validated without one; <c>post.auc24.tj</c> that of a cohort; <c>post-pre.auc24</c> a difference.
/// </summary>
/// <remarks>
/// Measures of a model: <c>n</c>, <c>events</c>, <c>c</c> (Uno's), <c>harrell</c>, and at each horizon h <c>auc[h]</c>, <c>brier[h]</c>, <c>ipa[h]</c>, <c>oe[h]</c>
/// (observed over expected), <c>slope[h]</c>. Of the study: <c>n</c>, <c>excluded</c>, <c>seed</c>, <c>horizon</c>. Names are in lower case; a comparator is
/// called by its name with hyphens for spaces.
/// </remarks>
public sealed class StudyNumbers
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Collects the numbers of a study.</summary>
    /// <param name="result">What it found.</param>
    public StudyNumbers(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _texts["n"] = Numbers.Count(result.Sites.Sum(s => s.Patients));
        _texts["excluded"] = Numbers.Count(result.Exclusions.Select(e => e.PatientId).Distinct().Count());
        _texts["seed"] = Numbers.Count(result.Seed);
        _texts["horizon"] = $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}";
        foreach (var model in result.Models)
        {
            Add(model.Name, model.External.Concat([model.Development]));
        }

        foreach (var comparator in result.Comparators)
        {
            Add(comparator.Name, comparator.Evaluations.Reverse());
        }

        foreach (var comparison in result.Comparisons.Concat(result.Comparators.SelectMany(c => c.Comparisons)).Reverse())
        {
            Add(comparison);
        }
    }

    /// <summary>Every name there is, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _texts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The number of a name as text: "0.741 (95% CI 0.66-0.82)", or why there is none.</summary>
    /// <param name="name">The name, as <c>post.auc24</c>.</param>
    /// <exception cref="ArgumentException">There is no such name; the message has the nearest.</exception>
    public string Inline(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return _texts.TryGetValue(name, out var text)
            ? text
            : throw new ArgumentException($"The study has no number '{name}'{NearestNames.Hint(name, _texts.Keys)}", nameof(name));
    }

    internal static string Key(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '-')).Trim('-');

    /// <summary>The cohort of "SYSMH, external" and "TJ, cross-validated".</summary>
    private static string CohortKey(string cohort) => Key(cohort.Split(',')[0]);

    // The first cohort is the one meant where none is named.
    private void Add(string name, IEnumerable<CohortEvaluation> cohorts)
    {
        foreach (var cohort in cohorts)
        {
            foreach (var (measure, text) in Measures(cohort.Metrics))
            {
                _texts.TryAdd($"{Key(name)}.{measure}", text);
                _texts.TryAdd($"{Key(name)}.{measure}.{CohortKey(cohort.Cohort)}", text);
            }
        }
    }

    private void Add(PairedComparison comparison)
    {
        foreach (var difference in comparison.Differences)
        {
            var found = difference.Comparison;
            var name = $"{Key(comparison.Model)}-{Key(comparison.Reference)}.{MeasureKey(difference.Measure)}{At(difference.Time)}";
            var text = Numbers.Estimate(found.Difference, difference.Measure == "Brier score" ? 3 : 2) + (found.PValue is { } p ? ", " + Numbers.PValue(p) : "");
            _texts.TryAdd(name, text);
            _texts.TryAdd($"{name}.{CohortKey(comparison.Cohort)}", text);
        }
    }

    private static IEnumerable<(string Measure, string Text)> Measures(SurvivalMetrics metrics)
    {
        static string Text(MetricEstimate estimate, int digits = 2) => Numbers.Estimate(estimate, digits);
        yield return ("n", Numbers.Count(metrics.Patients));
        yield return ("events", Numbers.Count(metrics.Events));
        yield return ("c", Text(metrics.Concordance));
        yield return ("harrell", Text(metrics.Harrell));
        foreach (var auc in metrics.Auc)
        {
            yield return ("auc" + At(auc.Time), Text(auc.Auc));
        }

        foreach (var brier in metrics.Brier)
        {
            yield return ("brier" + At(brier.Time), Text(brier.Brier, 3));
            if (brier.Accuracy is { } accuracy)
            {
                yield return ("ipa" + At(brier.Time), Text(accuracy));
            }
        }

        foreach (var calibration in metrics.Calibration)
        {
            yield return ("oe" + At(calibration.Time), Text(calibration.ObservedExpected));
            yield return ("slope" + At(calibration.Time), Text(calibration.Slope));
        }
    }

    private static string At(double? time) => time is { } t ? Numbers.Plain(t) : "";

    private static string MeasureKey(string measure) => measure switch
    {
        "Uno's C" => "c",
        "Harrell's C" => "harrell",
        "AUC" => "auc",
        "Brier score" => "brier",
        "Index of prediction accuracy" => "ipa",
        _ => Key(measure),
    };
}
