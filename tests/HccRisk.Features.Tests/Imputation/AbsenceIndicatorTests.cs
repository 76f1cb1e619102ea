using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Features.Tests.Imputation;

public sealed class AbsenceIndicatorTests
{
    [Fact]
    public void IndicateAbsent_SavedAndLoaded_TellsRowsWithoutAnyValue()
    {
        var ml = new MLContext(1);
        const float no = float.NaN;
        float[][] rows = [[1, no, 3], [no, no, no], [no, no, 0], [0, 0, 0]];
        var data = ml.Data.LoadFromEnumerable(rows.Select(r => new Row { Features = r }));
        var model = ml.Transforms.IndicateAbsent("Features", "Absent").Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var scored = ml.Model.Load(file, out _).Transform(data);

        Assert.Equal([0, 1, 0, 0], DataViewReader.ReadNumbers(scored, "Absent"));
        Assert.Equal(data.GetColumn<float[]>("Features"), scored.GetColumn<float[]>("Features"));
        Assert.DoesNotContain(scored.Schema, c => c.Name.StartsWith("HccRisk.", StringComparison.Ordinal) && !c.IsHidden);
    }

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
