using HccRisk.Core.Learning;
using HccRisk.Features.Agreement;
using HccRisk.Features.Selection;
using HccRisk.Oracles;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Features.Tests.Selection;

public sealed class SelectReproducibleTests
{
    private static readonly string[] Slots = ["steady", "noisy", "offset"];
    private readonly MLContext _ml = new(seed: 1);

    // Between patients deviation 1; within 0.1 (ICC 0.99), 1 (0.5) and an offset of 2 between readers (absolute 0.33, consistent 0.99).
    [Fact]
    public void Fit_SteadyNoisyOffset_KeepsWhatTheFormAllows()
    {
        var repeats = Repeats(40, seed: 1);
        var data = Data(40);

        var agreement = _ml.Transforms.SelectReproducible(repeats).Fit(data);
        var consistency = _ml.Transforms.SelectReproducible(new ReproducibleOptions { Repeats = repeats, Form = IccForm.Consistency }).Fit(data);

        Assert.Equal(["steady"], SlotNames.Read(agreement.Transform(data).Schema["Features"]));
        Assert.Equal(["steady", "offset"], SlotNames.Read(consistency.Transform(data).Schema["Features"]));
        Assert.Equal(repeats.Measure()[0].Agreement.Agreement.Lower, agreement.Function.Statistics[0]);
    }

    // Repeats of patients kept apart may hold anything.
    [Fact]
    public void Fit_RepeatsOfOtherPatientsReplaced_LearnsTheSame()
    {
        var (repeats, other) = (Repeats(40, seed: 1), Repeats(40, seed: 1, from: 25, fill: 1e6));
        var train = Enumerable.Range(0, 25);

        var one = _ml.Transforms.SelectReproducible(repeats).Fit(RowSubset.Of(Data(40), train, 40));
        var two = _ml.Transforms.SelectReproducible(other).Fit(RowSubset.Of(Data(40), train, 40));

        Assert.Equal(one.Function.Statistics, two.Function.Statistics);
        Assert.Equal(one.Function.Kept, two.Function.Kept);
        Assert.NotEqual(one.Function.Statistics, _ml.Transforms.SelectReproducible(other).Fit(Data(40)).Function.Statistics);
    }

    [Fact]
    public void Transform_SavedAndLoaded_KeepsTheSlots()
    {
        using var folder = new TemporaryFolder();
        var data = Data(40);
        var model = _ml.Transforms.SelectReproducible(Repeats(40, seed: 1)).Fit(data);
        _ml.Model.Save(model, data.Schema, folder["model.zip"]);

        var loaded = _ml.Model.Load(folder["model.zip"], out _);

        Assert.Equal(model.Transform(data).GetColumn<float[]>("Features"), loaded.Transform(data).GetColumn<float[]>("Features"));
    }

    [Theory]
    [InlineData("slot", "1 of 3 slots have no repeats, the first is 'steady'")]
    [InlineData("few", "9 of 40 training patients have repeats; 10 or more are needed")]
    [InlineData("none", "no slot has a lower limit of the intraclass correlation of 1 or more")]
    public void Fit_CannotBeDone_SaysWhy(string fault, string reason)
    {
        var repeats = Repeats(fault == "few" ? 9 : 40, seed: 1);
        repeats = fault == "slot"
            ? new RepeatedFeatures(["steadier", "noisy", "offset"], repeats.Patients, repeats.Repeats, [.. repeats.Patients.SelectMany(_ => new double[6])]) : repeats;

        var error = Assert.Throws<ColumnException>(() => _ml.Transforms.SelectReproducible(repeats, minLower: fault == "none" ? 1 : 0.75).Fit(Data(40)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EveryOptionWrong_ListsAll()
    {
        var options = new ReproducibleOptions { Repeats = null!, PatientColumn = "", MinLower = 2, Level = 1, MinPatients = 2 };

        var error = Assert.Throws<ArgumentException>(() => _ml.Transforms.SelectReproducible(options));

        Assert.All(["Repeats", "PatientColumn", "MinLower", "Level", "MinPatients"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    private static RepeatedFeatures Repeats(int patients, int seed, int from = int.MaxValue, double fill = 0)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var values = new List<double>();
        for (var p = 0; p < patients; p++)
        {
            double[] truth = [Normal(), Normal(), Normal()];
            for (var r = 0; r < 2; r++)
            {
                double[] row = [truth[0] + (0.1 * Normal()), truth[1] + Normal(), truth[2] + (0.1 * Normal()) + (2 * r)];
                values.AddRange(p < from ? row : [fill * r, fill * Normal(), fill]);
            }
        }

        return new RepeatedFeatures(Slots, [.. Enumerable.Range(0, patients).Select(p => $"p{p}")], ["test", "retest"], [.. values]);
    }

    private IDataView Data(int patients)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], Slots);
        return _ml.Data.LoadFromEnumerable(Enumerable.Range(0, patients).Select(p => new Row { PatientId = $"p{p}", Features = [p, 2 * p, 3 * p] }), schema);
    }

    private sealed class Row
    {
        public string PatientId { get; set; } = "";

        public float[] Features { get; set; } = [];
    }
}
