using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.CrossValidation;

/// <summary>What the folds of some rows are made by.</summary>
/// <param name="Outcome">Follow-up with every cause.</param>
/// <param name="Groups">Code of the patient of each row; empty when every row is a patient.</param>
/// <param name="Sites">Site of each row; null when folds are no sites.</param>
internal sealed record ValidationRows(SurvivalOutcome Outcome, int[] Groups, string[]? Sites)
{
    /// <summary>Reads the columns that the options name.</summary>
    public static ValidationRows Read(IDataView data, CrossValidationOptions options)
    {
        var outcome = OutcomeReader.Read(data, options.TimeColumn, options.EventColumn, options.AllowUncensored);
        var groups = RowGroups.Read(data, options.GroupColumn);
        var sites = options.SiteColumn is { } column ? DataViewReader.ReadTexts(data, column) : null;
        if (sites is not null)
        {
            RowGroups.RequireOneSide(groups, sites);
        }

        return new ValidationRows(outcome, groups.Codes, sites);
    }

    /// <summary>Some of the rows, in ascending order.</summary>
    public ValidationRows Select(int[] rows) => new(
        Outcome.Select(rows), Groups.Length == 0 ? [] : Array.ConvertAll(rows, i => Groups[i]), Sites is { } sites ? Array.ConvertAll(rows, i => sites[i]) : null);

    /// <summary>The folds, repeat by repeat.</summary>
    /// <exception cref="ArgumentException">There is one site only, or there are fewer patients than folds.</exception>
    public IReadOnlyList<Fold> Split(CrossValidationOptions options)
    {
        if (Sites is null)
        {
            return Folds.Stratified(Outcome, options.Folds, options.Repeats, options.Seed, Groups);
        }

        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] sites = Array.ConvertAll(Sites, s => codes.TryGetValue(s, out var code) ? code : codes[s] = codes.Count);
        return codes.Count > 1 ? Folds.BySite(sites) : throw new ArgumentException(FormattableString.Invariant(
            $"Column '{options.SiteColumn}' has one site only, '{codes.Keys.FirstOrDefault()}', in {Sites.Length} rows: none can be left out; set SiteColumn to null to split at random."));
    }

    /// <summary>The site of a fold, or its number from 1.</summary>
    public string NameOf(Fold fold) => Sites is { } sites ? sites[fold.Test[0]] : (fold.Index + 1).ToString(CultureInfo.InvariantCulture);
}
