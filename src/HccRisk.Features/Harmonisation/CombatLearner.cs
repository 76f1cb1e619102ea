using HccRisk.Core.Learning;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Harmonisation;

/// <summary>Learns a <see cref="CombatCorrection"/> from a vector of covariates and features, and the column of sites.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="options">The options.</param>
/// <param name="column">Vector of covariates and features.</param>
/// <param name="covariates">Slots of it that are covariates.</param>
/// <param name="covariateNames">Their names.</param>
/// <param name="first">The first slot of it that is a feature.</param>
/// <param name="features">Names of the features.</param>
internal sealed class CombatLearner(
    TransformsCatalog catalog, CombatOptions options, string column, int[] covariates, string[] covariateNames, int first, IReadOnlyList<string> features)
    : LearnedEstimator<CombatCorrection>(catalog, new LearnedColumns(column, [options.OutputColumn ?? options.InputColumn], options.SiteColumn))
{
    protected override IReadOnlyList<LearnedOutput> OutputShape => [new LearnedOutput("Features", ["?"])];

    protected override CombatCorrection Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        var data = new TrainingMatrix(input, column, options.InputColumn, [.. slots.Take(first), .. features]);
        var fit = new CombatFit(options, DataViewReader.ReadTexts(input, options.SiteColumn), [.. covariates.Select(k => data[k].ToArray())], covariateNames);
        return fit.Learn(j => data[first + j].ToArray(), features, data.Slots, covariates, first, log);
    }
}
