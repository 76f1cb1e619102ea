using HccRisk.Core.Learning;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Harmonisation;

/// <summary>
/// Adds a site to a correction that stays as it is: mean, deviation and effects of covariates are frozen, and the shift and spread of the new site are estimated from its own
/// cases, without outcomes. That is ComBat with a reference (Stein et al., M-ComBat, 2015) once the reference is what the correction was fitted on.
/// </summary>
internal sealed class SiteAdapter(TransformsCatalog catalog, CombatCorrection fitted, LearnedColumns columns, string site, int minCases)
    : LearnedEstimator<CombatCorrection>(catalog, columns)
{
    protected override IReadOnlyList<LearnedOutput> OutputShape => [new LearnedOutput("Features", ["?"])];

    /// <summary>The correction with the site.</summary>
    /// <param name="fitted">The correction.</param>
    /// <param name="site">The site.</param>
    /// <param name="slots">Values of a feature in the cases; NaN where missing.</param>
    /// <param name="covariates">Values of the covariates, one array each.</param>
    /// <param name="rows">Number of cases.</param>
    public static CombatCorrection Add(CombatCorrection fitted, string site, Func<int, ReadOnlyMemory<double>> slots, double[][] covariates, int rows)
    {
        int[] whole = [.. Enumerable.Range(0, rows).Where(r => Array.TrueForAll(covariates, c => !double.IsNaN(c[r])))];
        var least = fitted.CorrectScale ? 2 : 1;
        var moments = new SiteMoments[fitted.Names.Count];
        var own = new double[covariates.Length];
        for (var j = 0; j < moments.Length; j++)
        {
            if (fitted.Deviation[j] == 0)
            {
                continue;
            }

            var values = slots(j);
            var standardised = new List<double>(whole.Length);
            foreach (var row in whole)
            {
                for (var k = 0; k < own.Length; k++)
                {
                    own[k] = covariates[k][row];
                }

                var value = (values.Span[row] - fitted.Expected(j, own)) / fitted.Deviation[j];
                if (!double.IsNaN(value))
                {
                    standardised.Add(value);
                }
            }

            moments[j] = standardised.Count >= least ? SiteMoments.Of([.. standardised]) : default;
        }

        var (shift, spread) = new SiteEffects(fitted.Prior, fitted.CorrectScale, fitted.Tolerance, fitted.StrictTolerance).Of(moments);
        return new CombatCorrection
        {
            InputSlots = fitted.InputSlots,
            Sites = [.. fitted.Sites, site],
            Rows = [.. fitted.Rows, moments.Max(m => m.Count)],
            AddedSites = fitted.AddedSites + 1,
            ReferenceSite = fitted.ReferenceSite,
            Prior = fitted.Prior,
            CorrectScale = fitted.CorrectScale,
            Tolerance = fitted.Tolerance,
            StrictTolerance = fitted.StrictTolerance,
            CovariateSlots = fitted.CovariateSlots,
            FirstFeature = fitted.FirstFeature,
            Names = fitted.Names,
            Mean = fitted.Mean,
            Deviation = fitted.Deviation,
            Coefficients = fitted.Coefficients,
            Shift = [.. fitted.Shift, shift],
            Spread = [.. fitted.Spread, spread],
        };
    }

    /// <summary>A model, fitted or loaded, with the site added to each of its corrections.</summary>
    public static ITransformer Adapt(TransformsCatalog catalog, ITransformer model, IDataView cases, string site, int minCases)
    {
        var parts = new List<ITransformer>();
        var found = false;
        var data = cases;
        foreach (var step in LearnedModel.Steps(model))
        {
            var part = step.Transformer;
            if (step.Function is CombatCorrection correction)
            {
                found = true;
                part = new SiteAdapter(catalog, correction, step.Columns!, site, minCases).Fit(data);
            }

            parts.Add(part);
            data = part.Transform(data);
        }

        return found ? new Microsoft.ML.Data.TransformerChain<ITransformer>([.. parts])
            : throw new InvalidOperationException("The model holds no harmonisation of sites: there is nothing to adapt.");
    }

    protected override CombatCorrection Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        if (fitted.Sites.Contains(site, StringComparer.Ordinal))
        {
            throw new ColumnException($"Site '{site}' is known to the harmonisation already.");
        }

        var data = new TrainingMatrix(input, Columns.Input, Columns.Outputs[0], fitted.InputSlots);
        if (DataViewReader.ReadTexts(input, Columns.Group!).FirstOrDefault(s => s != site) is { } other)
        {
            throw new ColumnException($"A case is of site '{other}', not of '{site}': give the cases of the new site alone.");
        }

        double[][] covariates = [.. fitted.CovariateSlots.Select(k => data[k].ToArray())];
        var added = Add(fitted, site, j => data[fitted.FirstFeature + j].ToArray(), covariates, data.Rows);
        return added.Rows[^1] >= minCases ? added : throw new ColumnException(FormattableString.Invariant(
            $"Site '{site}' has {added.Rows[^1]} cases with features{(covariates.Length > 0 ? " and all covariates" : "")}; its location and scale need {minCases} or more."));
    }
}
