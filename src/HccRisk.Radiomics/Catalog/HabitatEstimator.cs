using HccRisk.Core.Learning;
using HccRisk.Radiomics.Habitats;
using Microsoft.ML;

namespace HccRisk.Radiomics.Catalog;

/// <summary>
/// Learns habitats from the images of the rows it is fitted on, and of no others. Every image of those rows is read once in <see cref="Fit"/>, and once more
/// where the column is asked for.
/// </summary>
public sealed class HabitatEstimator : IEstimator<LearnedTransformer<HabitatFunction>>
{
    private readonly TransformsCatalog _catalog;
    private readonly HabitatTransformOptions _options;
    private readonly LearnedColumns _columns;

    internal HabitatEstimator(TransformsCatalog catalog, HabitatTransformOptions options)
    {
        (_catalog, _options) = (catalog, options);
        _ = new HabitatLearner(options.Phases, options.Habitats);
        _columns = new LearnedColumns(options.Inputs[0], [options.OutputColumn]) { FurtherInputs = [.. options.Inputs.Skip(1)] };
    }

    /// <summary>Learns from the rows.</summary>
    /// <param name="input">Training data.</param>
    /// <exception cref="ColumnException">A column is missing or is not text; the message names it and the nearest names.</exception>
    /// <exception cref="InvalidDataException">Files of a row cannot be used, and <see cref="HabitatTransformOptions.BadFiles"/> says so.</exception>
    /// <exception cref="InvalidOperationException">No row has every phase, a phase has one value throughout, or there are too few voxels.</exception>
    public LearnedTransformer<HabitatFunction> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        string[][] texts = [.. _options.Inputs.Select(column => DataViewReader.ReadTexts(input, column))];
        var learner = new HabitatLearner(_options.Phases, _options.Habitats);
        for (var row = 0; row < texts[0].Length; row++)
        {
            string[] paths = [.. texts.Select(t => t[row])];
            HabitatFunction.Guarded(_options, paths, files => learner.Add(files));
        }

        return Applying(learner.Learn()).Fit(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        // The number of slots is not known before anything is learned, and a shape does not say it.
        double[] zeros = new double[_options.Series.Count], ones = [.. zeros.Select(_ => 1.0)];
        var any = new HabitatModel
        {
            Series = _options.Phases,
            Centres = [zeros, ones],
            Candidates = [],
            Patients = 0,
            Voxels = 0,
            Options = _options.Habitats,
        };
        return Applying(any).GetOutputSchema(inputSchema);
    }

    private TextEstimator<HabitatFunction> Applying(HabitatModel model) =>
        new(_catalog, _columns, new HabitatFunction { Setup = _options, Model = model, InputSlots = _options.Inputs });
}
