using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Core.Numerics;

namespace HccRisk.Features.Harmonisation;

/// <summary>Learns a <see cref="CombatCorrection"/> from columns of numbers in double precision.</summary>
/// <param name="options">Prior, reference, scale.</param>
/// <param name="sites">Site of each row.</param>
/// <param name="covariates">Values of each row, one array a covariate; NaN where missing.</param>
/// <param name="covariateNames">Their names.</param>
internal sealed class CombatFit(CombatOptions options, IReadOnlyList<string> sites, double[][] covariates, IReadOnlyList<string> covariateNames)
{
    // Residuals whose squares add up to no more than that share of the squares of the values are rounding.
    private const double Rounding = 1e-20;

    private string[] _names = [];
    private int[] _siteOf = [];
    private int[] _kept = [];
    private double[][] _used = [];
    private int[] _whole = [];
    private SiteDesign? _design;

    /// <summary>Learns from slots of one length; NaN where a value is missing.</summary>
    /// <param name="slots">Values of a slot.</param>
    /// <param name="names">Names of the slots.</param>
    /// <param name="inputSlots">Names of the inputs of the function: the covariates may be some of them.</param>
    /// <param name="covariateSlots">Indices of the covariates there.</param>
    /// <param name="firstFeature">Index of the first slot there.</param>
    /// <param name="log">Takes what was left out.</param>
    public CombatCorrection Learn(
        Func<int, ReadOnlyMemory<double>> slots, IReadOnlyList<string> names, IReadOnlyList<string> inputSlots, int[] covariateSlots, int firstFeature, Action<string> log)
    {
        Prepare(log);
        var (size, count) = (names.Count, _names.Length);
        var (mean, deviation) = (new double[size], new double[size]);
        var coefficients = NewRows(covariates.Length, size);
        var standardised = new double[size][];
        var unexplained = new List<int>();
        for (var j = 0; j < size; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var values = slots(j);
            int[] there = [.. _whole.Where(r => !double.IsNaN(values.Span[r]))];
            if (there.Length == 0)
            {
                throw new ColumnException($"Column '{options.InputColumn}': slot '{names[j]}' has no value in any training row that has its covariates: leave it out, as ml.Transforms.FilterMissing does.");
            }

            if (Array.TrueForAll(there, r => values.Span[r] == values.Span[there[0]]))
            {
                mean[j] = values.Span[there[0]];
                continue;
            }

            standardised[j] = Standardise(values.Span, there, names[j], j, mean, deviation, coefficients);
            if (deviation[j] == 0)
            {
                unexplained.Add(j);
            }
        }

        FillDeviations(deviation, unexplained, names);
        var effects = new SiteEffects(options.Prior, options.CorrectScale, options.Tolerance, options.StrictTolerance);
        var (shift, spread) = (new double[count][], new double[count][]);
        var unknown = 0;
        for (var s = 0; s < count; s++)
        {
            var moments = Moments(standardised, deviation, s);
            unknown += Enumerable.Range(0, size).Count(j => deviation[j] > 0 && !moments[j].IsKnown);
            (shift[s], spread[s]) = IsReference(_names[s]) ? (new double[size], Filled(size, 1)) : effects.Of(moments);
        }

        if (unknown > 0)
        {
            log(FormattableString.Invariant($"ComBat: {unknown} pairs of slot and site with too few values; the slot is missing there"));
        }

        return new CombatCorrection
        {
            InputSlots = inputSlots,
            Sites = _names,
            Rows = [.. Enumerable.Range(0, count).Select(s => _whole.Count(r => _siteOf[r] == s))],
            ReferenceSite = options.ReferenceSite,
            Prior = options.Prior,
            CorrectScale = options.CorrectScale,
            Tolerance = options.Tolerance,
            StrictTolerance = options.StrictTolerance,
            CovariateSlots = covariateSlots,
            FirstFeature = firstFeature,
            Names = names,
            Mean = mean,
            Deviation = deviation,
            Coefficients = coefficients,
            Shift = shift,
            Spread = spread,
        };
    }

    private static double[][] NewRows(int rows, int size) => [.. Enumerable.Range(0, rows).Select(_ => new double[size])];

    private static double[] Filled(int size, double value)
    {
        var filled = new double[size];
        Array.Fill(filled, value);
        return filled;
    }

    private bool IsReference(string site) => string.Equals(site, options.ReferenceSite, StringComparison.Ordinal);

    private void Prepare(Action<string> log)
    {
        _names = [.. sites.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (Array.IndexOf(_names, string.Empty) >= 0)
        {
            throw new ColumnException(FormattableString.Invariant($"Column '{options.SiteColumn}' has no site in row {sites.ToList().IndexOf(string.Empty)}."));
        }

        if (options.ReferenceSite is { } reference && !_names.Contains(reference, StringComparer.Ordinal))
        {
            throw new ColumnException($"The reference site '{reference}' has no row in training{NearestNames.Hint(reference, _names)}.");
        }

        if (_names.Length == 1 && options.ReferenceSite is null)
        {
            throw new ColumnException($"All {sites.Count} training rows are of site '{_names[0]}': there is nothing to harmonise. Name it as ReferenceSite to bring others to it later.");
        }

        var index = _names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
        _siteOf = [.. sites.Select(s => index[s])];
        _whole = [.. Enumerable.Range(0, sites.Count).Where(r => Array.TrueForAll(covariates, c => !double.IsNaN(c[r])))];
        if (_whole.Length < sites.Count)
        {
            log(FormattableString.Invariant($"ComBat: {sites.Count - _whole.Length} of {sites.Count} rows lack a covariate and are not learned from"));
        }

        var least = options.CorrectScale ? 2 : 1;
        foreach (var (s, name) in _names.Index())
        {
            var rows = _whole.Count(r => _siteOf[r] == s);
            if (rows < least)
            {
                throw new ColumnException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Site '{name}' has {rows} training {(rows == 1 ? "row" : "rows")}{(_whole.Length < sites.Count ? " with all covariates" : "")}; its {(options.CorrectScale ? "scale needs 2 or more: leave the site out, join it to another, or set CorrectScale to false" : "mean needs 1 or more")}."));
            }
        }

        _kept = SiteDesign.Independent(_whole, covariates);
        _used = [.. _kept.Select(k => covariates[k])];
        foreach (var k in Enumerable.Range(0, covariates.Length).Except(_kept))
        {
            log($"ComBat: covariate '{covariateNames[k]}' is constant, or follows from those before it");
        }

        _design = new SiteDesign(_whole, _siteOf, _names.Length, _used, k => Confounded(k, slot: null));
    }

    private ColumnException Confounded(int k, string? slot) => new(
        $"Covariate '{covariateNames[_kept[k]]}' is confounded with the site{(slot is null ? "" : $" among the rows that have slot '{slot}'")}: "
        + $"within sites it does not vary, or follows from the other covariates there, so that its effect cannot be told from theirs ({string.Join(", ", _names)}). Leave it out, or join sites.");

    /// <summary>Values less what is expected of them; the deviation becomes 0 where nothing is left.</summary>
    private double[] Standardise(
        ReadOnlySpan<double> values, int[] there, string name, int j, double[] mean, double[] deviation, double[][] coefficients)
    {
        var least = options.CorrectScale ? 2 : 1;
        var design = _design!;
        if (there.Length < _whole.Length)
        {
            var counts = new int[_names.Length];
            foreach (var row in there)
            {
                counts[_siteOf[row]]++;
            }

            // What a site has too little of teaches nothing.
            there = [.. there.Where(r => counts[_siteOf[r]] >= least)];
            if (there.Length == 0)
            {
                throw new ColumnException($"Column '{options.InputColumn}': slot '{name}' has too few values at every site to be harmonised: leave it out, as ml.Transforms.FilterMissing does.");
            }

            design = new SiteDesign(there, _siteOf, _names.Length, _used, k => Confounded(k, name));
        }

        var (siteMeans, slopes) = design.Solve(values);
        var reference = Array.FindIndex(_names, IsReference);
        if (reference >= 0 && design.Counts[reference] == 0)
        {
            throw new ColumnException($"Column '{options.InputColumn}': slot '{name}' has too few values at the reference site '{_names[reference]}'.");
        }

        for (var k = 0; k < _kept.Length; k++)
        {
            coefficients[_kept[k]][j] = slopes[k];
        }

        for (var s = 0; s < siteMeans.Length; s++)
        {
            mean[j] += reference >= 0 ? (s == reference ? siteMeans[s] : 0)
                : design.Counts[s] > 0 ? design.Counts[s] * siteMeans[s] / there.Length : 0;
        }

        var rest = Filled(values.Length, double.NaN);
        var (residuals, total, scored) = (0.0, 0.0, 0);
        foreach (var row in there)
        {
            var effects = 0.0;
            for (var k = 0; k < _kept.Length; k++)
            {
                effects += slopes[k] * _used[k][row];
            }

            rest[row] = values[row] - mean[j] - effects;
            if (reference < 0 || _siteOf[row] == reference)
            {
                var residual = values[row] - siteMeans[_siteOf[row]] - effects;
                residuals += residual * residual;
                scored++;
            }

            total += values[row] * values[row];
        }

        deviation[j] = residuals > Rounding * total ? Math.Sqrt(residuals / scored) : 0;
        return rest;
    }

    /// <summary>A slot that its site and covariates explain whole takes the median variance of the others.</summary>
    private static void FillDeviations(double[] deviation, List<int> unexplained, IReadOnlyList<string> names)
    {
        if (unexplained.Count == 0)
        {
            return;
        }

        double[] others = [.. deviation.Where(d => d > 0).Select(d => d * d).Order()];
        if (others.Length == 0)
        {
            throw new ColumnException($"No slot varies within its sites (the first is '{names[unexplained[0]]}'): there is no scale to bring the sites to.");
        }

        foreach (var j in unexplained)
        {
            deviation[j] = Math.Sqrt(Quantile.Of(others, 0.5));
        }
    }

    private SiteMoments[] Moments(double[][] standardised, double[] deviation, int site)
    {
        int[] rows = [.. _whole.Where(r => _siteOf[r] == site)];
        var moments = new SiteMoments[deviation.Length];
        var values = new double[rows.Length];
        for (var j = 0; j < moments.Length; j++)
        {
            if (deviation[j] > 0)
            {
                var count = 0;
                foreach (var row in rows)
                {
                    if (!double.IsNaN(standardised[j][row]))
                    {
                        values[count++] = standardised[j][row] / deviation[j];
                    }
                }

                moments[j] = SiteMoments.Of(values.AsSpan(0, count));
            }
        }

        return moments;
    }
}
