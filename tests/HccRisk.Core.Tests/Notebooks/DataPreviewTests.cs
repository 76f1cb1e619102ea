using HccRisk.Core.Notebooks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Core.Tests.Notebooks;

public sealed class DataPreviewTests
{
    [Fact]
    public void Head_TextNumbersAndVectors_AreShownAsAPersonReadsThem()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable<Row>(
        [
            new() { Name = "a", Age = 61.25f, Flag = true, Values = [1, 2, 3, 4, 5] },
            new() { Name = "b", Age = float.NaN, Values = [0, 0, 0, 0, 0] },
            new() { Name = "c" },
        ]);

        var preview = data.Head(2);

        Assert.Equal(["Name", "Age", "Flag", "Values [5]"], preview.Columns);
        Assert.Equal([["a", "61.25", "True", "1 2 3 4 ..."], ["b", "-", "False", "0 0 0 0 ..."]], preview.Rows);
        Assert.Equal(3, preview.RowCount);
        Assert.Equal(["Name  Age    Flag   Values [5]", "a     61.25  True   1 2 3 4 ...", "b     -      False  0 0 0 0 ..."], preview.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public void Head_HiddenColumns_AreLeftOut()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable<Row>([new() { Name = "a", Age = 3 }, new() { Name = "b", Age = 6 }]);

        // The second Age hides the first; by default it keeps zero and divides by the greatest.
        var preview = ml.Transforms.NormalizeMinMax("Age").Fit(data).Transform(data).Head();

        Assert.Equal(["Name", "Age", "Flag", "Values [5]"], preview.Columns);
        Assert.Equal(["0.5", "1"], preview.Rows.Select(row => row[1]));
    }

    [Fact]
    public void Head_NoRows_ShowsTheHeadings()
    {
        var preview = new MLContext(seed: 1).Data.LoadFromEnumerable<Row>([]).Head();

        Assert.Empty(preview.Rows);
        Assert.StartsWith("Name", preview.ToString(), StringComparison.Ordinal);
    }

    private sealed class Row
    {
        public string Name { get; set; } = string.Empty;

        public float Age { get; set; }

        public bool Flag { get; set; }

        [VectorType(5)]
        public float[] Values { get; set; } = new float[5];
    }
}
