using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Embedding;

namespace Microsoft.ML;

/// <summary>Slide embeddings as an ML.NET transform: <c>ml.Transforms.EmbedSlides</c>.</summary>
/// <remarks>
/// Slides are read when the column is asked for, once a row, so the transform is for scoring: a pipeline that is fitted on it embeds every slide
/// again in each pass over the data. Train on a feature store instead (<see cref="PathomicsJob"/>); the values are the same bits as those the
/// store's table has in a data view, in a column with the same slot names. A saved model holds the options, the backbone's path and its hash,
/// and loads with a plain <c>ml.Model.Load</c>.
/// </remarks>
public static class SlidesTransformsCatalog
{
    extension(TransformsCatalog catalog)
    {
        /// <summary>Pooled embeddings of one slide a row.</summary>
        /// <param name="outputColumn">The vector column written, with slot names.</param>
        /// <param name="slidePathColumn">Text column with the paths of the slides.</param>
        /// <param name="options">How slides are embedded and pooled; null: the defaults.</param>
        /// <param name="backbonePath">Path of the backbone's .onnx file, its manifest beside it; null: the embedded backbone.</param>
        /// <param name="badFiles">What happens to a row whose slide cannot be embedded.</param>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        /// <exception cref="FileNotFoundException">The backbone or its manifest is missing.</exception>
        /// <exception cref="BackboneMismatchException">The backbone is damaged or does not fit its manifest.</exception>
        public TextEstimator<SlidesFunction> EmbedSlides(
            string outputColumn, string slidePathColumn, PathomicsOptions? options = null, string? backbonePath = null, BadFilePolicy badFiles = BadFilePolicy.Throw) =>
            catalog.EmbedSlides(new SlidesTransformOptions
            {
                OutputColumn = outputColumn,
                SlideColumns = [slidePathColumn],
                Pathomics = options ?? new PathomicsOptions(),
                BackbonePath = backbonePath,
                BadFiles = badFiles,
            });

        /// <summary>Pooled embeddings of one or more slides a row.</summary>
        /// <param name="options">Columns and options.</param>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        /// <exception cref="FileNotFoundException">The backbone or its manifest is missing.</exception>
        /// <exception cref="BackboneMismatchException">The backbone is damaged or does not fit its manifest.</exception>
        public TextEstimator<SlidesFunction> EmbedSlides(SlidesTransformOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(options);
            var function = SlidesFunction.Create(options);
            return new TextEstimator<SlidesFunction>(
                catalog, new LearnedColumns(options.SlideColumns[0], [options.OutputColumn]) { FurtherInputs = [.. options.InputColumns.Skip(1)] }, function);
        }
    }
}
