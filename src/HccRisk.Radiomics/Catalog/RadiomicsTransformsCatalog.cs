using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Catalog;

namespace Microsoft.ML;

/// <summary>Radiomics as ML.NET transforms: <c>ml.Transforms.ExtractRadiomics</c> and, learned from training rows, <c>ml.Transforms.LearnHabitats</c>.</summary>
/// <remarks>
/// Images are read when the column is asked for, once a row, so the transform is for scoring: a pipeline that is fitted on it measures every image
/// again in each pass over the data. Train on a feature store instead (<see cref="RadiomicsJob"/>); the values are the same bits as those the
/// store's table has in a data view, in a column with the same slot names. A saved model holds the options and loads with a plain
/// <c>ml.Model.Load</c>.
/// </remarks>
public static class RadiomicsTransformsCatalog
{
    extension(TransformsCatalog catalog)
    {
        /// <summary>Radiomics of one series.</summary>
        /// <param name="outputColumn">The vector column written, with slot names.</param>
        /// <param name="imageColumn">Text column with the paths of the images; it also names the series, so its features are <c>imageColumn.stat_mean</c> and so on.</param>
        /// <param name="maskColumn">Text column with the paths of the lesion masks.</param>
        /// <param name="options">How features are computed; null: the defaults.</param>
        /// <param name="badFiles">What happens to a row whose files cannot be measured.</param>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        public TextEstimator<RadiomicsFunction> ExtractRadiomics(
            string outputColumn, string imageColumn, string maskColumn, RadiomicsOptions? options = null, BadFilePolicy badFiles = BadFilePolicy.Throw) =>
            catalog.ExtractRadiomics(new RadiomicsTransformOptions
            {
                OutputColumn = outputColumn,
                Series = [new(imageColumn, imageColumn)],
                MaskColumn = maskColumn,
                Radiomics = options ?? new RadiomicsOptions(),
                BadFiles = badFiles,
            });

        /// <summary>Radiomics of several series, with reference tissue, organ and optional series.</summary>
        /// <param name="options">Columns and options.</param>
        /// <exception cref="ArgumentException">An option is out of range, or a name of a series cannot be used.</exception>
        public TextEstimator<RadiomicsFunction> ExtractRadiomics(RadiomicsTransformOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(options);
            var inputs = options.Series.Concat(options.Optional).Select(s => s.Value).Append(options.MaskColumn).ToList();
            inputs.AddRange(new[] { options.ReferenceColumn, options.OrganColumn }.OfType<string>());
            var function = new RadiomicsFunction { Setup = options, InputSlots = inputs };

            // What is wrong with the options shows here, not at the first row.
            _ = function.Outputs;
            return new TextEstimator<RadiomicsFunction>(catalog, new LearnedColumns(inputs[0], [options.OutputColumn]) { FurtherInputs = inputs[1..] }, function);
        }

        /// <summary>Habitats of lesions: clusters of the voxels of the training rows over registered phases, and each lesion's shares, contacts and features of them.</summary>
        /// <param name="options">Columns and options.</param>
        /// <exception cref="ArgumentException">An option is out of range, or a name of a phase cannot be used.</exception>
        public HabitatEstimator LearnHabitats(HabitatTransformOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(options);
            return new HabitatEstimator(catalog, options);
        }
    }
}
