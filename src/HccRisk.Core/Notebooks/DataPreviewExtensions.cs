using HccRisk.Core.Notebooks;

namespace Microsoft.ML;

/// <summary>A look at the first rows of a data view.</summary>
public static class DataPreviewExtensions
{
    extension(IDataView data)
    {
        /// <summary>The first rows, as a notebook shows them; ML.NET's own <c>Preview</c> keeps every value and shows none.</summary>
        /// <param name="rows">How many, above zero.</param>
        public DataPreview Head(int rows = 10) => DataPreview.Of(data, rows);
    }
}
