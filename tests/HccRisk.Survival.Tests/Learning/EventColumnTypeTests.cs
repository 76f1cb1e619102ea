using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Learning;

/// <summary>Whatever type an event column has, the model is that of the same codes as Single.</summary>
public sealed class EventColumnTypeTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<TrainingData> _rows = [.. TrainingData.Make(120, 2, 5).Select(r => new TrainingData { Features = r.Features, Time = r.Time, Event = r.Event == 1 ? 1 : 0 })];

    public static TheoryData<string> Columns => ["AsDouble", "AsInt", "AsByte", "AsLong", "AsBool", "AsKeyOfNumbers", "AsKeyOfTexts", "AsPlainKey"];

    [Theory]
    [MemberData(nameof(Columns))]
    public void Event_OfAnyType_GivesTheSameModelAndMetrics(string column)
    {
        var data = Data();
        var options = new CoxTrainerOptions { TimeColumn = "AsDoubleTime", EventColumn = column };

        var expected = _ml.Survival.Trainers.Cox().Fit(data);
        var found = _ml.Survival.Trainers.Cox(options).Fit(data);

        Assert.Equal(expected.Function.Coefficients, found.Function.Coefficients);
        var metrics = _ml.Survival.Evaluate(found.Transform(data), new HccRisk.Survival.Evaluation.EvaluationOptions { EventColumn = column, Horizons = [12] });
        Assert.Equal(expected.Function.Events, metrics.Events);
        _ml.Survival.SelectFeatures(new HccRisk.Survival.Selection.FeatureSelectorOptions { EventColumn = column }).Fit(data);
        _ml.Survival.CrossValidate(data, _ml.Survival.Trainers.Cox(options), new HccRisk.Survival.CrossValidation.CrossValidationOptions { Folds = 2, EventColumn = column });
    }

    [Fact]
    public void Event_KeyOfWords_IsRefusedWithTheRemedy()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Words", "Status").Fit(Data()).Transform(Data());

        var error = Assert.ThrowsAny<Exception>(() => _ml.Survival.Trainers.Cox(eventColumn: "Words").Fit(data));

        Assert.Contains("'Words' is a key whose values are texts", error.Message, StringComparison.Ordinal);
        Assert.Contains("0 for censored", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_Text_IsRefusedWithWhatItMayBe() => Assert.Contains(
        "'Status' must be a number, a Boolean or a key",
        Assert.Throws<ColumnException>(() => _ml.Survival.Trainers.Cox(eventColumn: "Status").Fit(Data())).Message,
        StringComparison.Ordinal);

    private IDataView Data()
    {
        var rows = _rows.Select(r => new Row
        {
            Features = r.Features,
            Time = r.Time,
            AsDoubleTime = r.Time,
            Event = r.Event,
            AsDouble = r.Event,
            AsInt = (int)r.Event,
            AsByte = (byte)r.Event,
            AsLong = (long)r.Event,
            AsBool = r.Event > 0,
            AsPlainKey = (uint)r.Event,
            Digits = r.Event > 0 ? "1" : "0",
            Status = r.Event > 0 ? "recurrence" : "censored",
        });
        var view = _ml.Data.LoadFromEnumerable(rows);

        // Keys count in the order of appearance: here the event may come first, and still is 1.
        return _ml.Transforms.Conversion.MapValueToKey("AsKeyOfNumbers", "Event").Append(_ml.Transforms.Conversion.MapValueToKey("AsKeyOfTexts", "Digits")).Fit(view).Transform(view);
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public double AsDoubleTime { get; set; }

        public float Event { get; set; }

        public double AsDouble { get; set; }

        public int AsInt { get; set; }

        public byte AsByte { get; set; }

        public long AsLong { get; set; }

        public bool AsBool { get; set; }

        [KeyType(2)]
        public uint AsPlainKey { get; set; }

        public string Digits { get; set; } = string.Empty;

        public string Status { get; set; } = string.Empty;
    }
}
