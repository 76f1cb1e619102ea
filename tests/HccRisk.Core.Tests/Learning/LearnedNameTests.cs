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

    [Fact]
    public void Write_NameOfTwoFunctions_NamesBoth()
    {
        var error = Assert.Throws<InvalidOperationException>(() => LearnedState.Write(new Twin { InputSlots = ["a"] }, Columns));

        Assert.Contains("[LearnedName(\"test-twin/1\")]", error.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(Twin).FullName!, error.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(OtherTwin).FullName!, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test-centre/1", "of-the-future/2", "made with 'of-the-future/2', which nothing here knows")]
    [InlineData("\"Means\"", "\"Medians\"", "state of 'test-centre/1' (CentreFunction) cannot be read")]
    public void Load_FunctionThatCannotRun_IsRefusedBeforeAnyRow(string part, string instead, string fault)
    {
        var ml = new MLContext(seed: 1);
        var function = new CentreFunction { InputSlots = ["a", "b", "c"], Means = new Dictionary<string, double[]>() };
        var state = LearnedState.Write(function, Columns).Replace(part, instead, StringComparison.Ordinal);
        var data = ml.Data.LoadFromEnumerable([new Row { Features = [1, 2, 3] }]);
        var model = ml.Transforms.CopyColumns("Copy", "Features").Append(LearnedChain.Map(ml.Transforms, Columns, function, state)).Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var error = Assert.Throws<InvalidDataException>(() => ModelFile.Open("model.zip", file.ToArray()).Load(ml, out _));

        Assert.Contains("'model.zip'", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_StateThatDoesNotReadBack_SaysSo()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([new Row { Features = [1, 2, 3] }]);
        var columns = new LearnedColumns("Features", ["Out"]);

        var model = new LearnedTransformer<Forgetful>(new Forgetful(1) { InputSlots = ["a", "b", "c"] }, columns, ml.Transforms, data);

        var error = Assert.Throws<FormatException>(() => ml.Model.Save(model, data.Schema, Stream.Null));

        Assert.Contains("state of 'test-forgetful/1' (Forgetful) cannot be read", error.Message, StringComparison.Ordinal);
    }

    [LearnedName("test-twin/1")]
    private sealed class Twin : Constant;

    [LearnedName("test-twin/1")]
    private sealed class OtherTwin : Constant;

    /// <summary>Its constructor takes what its state does not hold.</summary>
    [LearnedName("test-forgetful/1")]
    private sealed class Forgetful(int kept) : Constant
    {
        public int Held() => kept;
    }

    private abstract class Constant : LearnedFunction
    {
        public override IReadOnlyList<LearnedOutput> Outputs => [new("Out")];

        public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output) => output[0] = 0;
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
