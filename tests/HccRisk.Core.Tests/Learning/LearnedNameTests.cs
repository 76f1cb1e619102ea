using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Core.Tests.Learning;

/// <summary>The names of functions in model files.</summary>
public sealed class LearnedNameTests
{
    private static readonly LearnedColumns Columns = new("Features", ["Centred", "Sum"]);

    [Fact]
    public void Write_Function_NamesItByItsNameAndNeverByItsType()
    {
        var text = LearnedState.Write(new CentreFunction { InputSlots = ["a"], Means = new Dictionary<string, double[]>() }, Columns);

        Assert.Contains("\"test-centre/1\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(CentreFunction), text, StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(CentreFunction).Namespace!, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_FunctionNobodyKnows_SaysWhichPackageItCameFrom()
    {
        var ml = new MLContext(seed: 1);
        var function = new CentreFunction { InputSlots = ["a", "b", "c"], Means = new Dictionary<string, double[]>() };
        var state = LearnedState.Write(function, Columns).Replace("test-centre/1", "of-the-future/2", StringComparison.Ordinal).Replace("HccRisk.Core.Tests", "HccRisk.Future", StringComparison.Ordinal);
        var data = ml.Data.LoadFromEnumerable([new Row { Features = [1, 2, 3] }]);
        var model = LearnedChain.Map(ml.Transforms, Columns, function, state).Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var error = Assert.Throws<FormatException>(() => LearnedModel.Find<CentreFunction>(ml.Model.Load(file, out _)));

        Assert.Contains("'of-the-future/2'", error.Message, StringComparison.Ordinal);
        Assert.Contains("reference the package 'HccRisk.Future'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FunctionWithoutName_SaysHowToGiveItOne()
    {
        var error = Assert.Throws<InvalidOperationException>(() => LearnedState.Write(new Nameless { InputSlots = ["a"] }, Columns));

        Assert.Contains("[LearnedName(\"nameless/1\")]", error.Message, StringComparison.Ordinal);
    }

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Nameless : LearnedFunction
    {
        public override IReadOnlyList<LearnedOutput> Outputs => [new("Out")];

        public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output) => output[0] = 0;
    }
}
