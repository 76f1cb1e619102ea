using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Mil.Catalog;
using HccRisk.Pathomics.Heatmaps;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tuning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Mil.Tests.Catalog;

public sealed class AttentionMilTrainerTests : IDisposable
{
    internal static readonly AttentionMilTrainerOptions Small = new()
    {
        SlideColumns = ["Slide", "Second"],
        Mil = new AttentionMilOptions { Components = 8, Hidden = 8, Epochs = 20, WarmUpEpochs = 2, Members = 2, InnerFolds = 2, LearningRate = 1e-2 },
    };

    private readonly MLContext _ml = new(seed: 1);
    private readonly StoredCohort _cohort = new(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IDataView Data => _ml.Data.LoadFromEnumerable(_cohort.Rows);

    public void Dispose() => _cohort.Dispose();

    [Fact]
    public void Fit_SavedAndLoaded_IsTheModelOfTheBagsAndGivesTheSameBits()
    {
        var model = _ml.Survival.Trainers.AttentionMil(Small, Stop).Fit(Data);
        _ml.Model.Save(model, Data.Schema, _cohort["mil.zip"]);
        var loaded = new MLContext(seed: 5).Model.Load(_cohort["mil.zip"], out _);

        // The same tiles and follow-up on arrays; times go through single precision in a data view.
        var outcome = new SurvivalOutcome([.. _cohort.Rows.Select(r => (double)r.Time)], _cohort.Outcome.Events);
        int[] patients = [.. Enumerable.Range(0, 60)];
        var direct = AttentionMil.Fit(_cohort.Bags, outcome, 1, Small.Mil, patients, Stop).Model;
        var (first, second) = (model.Transform(Data), loaded.Transform(Data));
        Assert.Equal(_cohort.Bags.Select(b => (float)direct.Score(b)), first.GetColumn<float>("Score"));
        Assert.Equal(first.GetColumn<float>("Score"), second.GetColumn<float>("Score"));
        Assert.Equal(first.GetColumn<float[]>("Survival"), second.GetColumn<float[]>("Survival"));
        Assert.Equal(
            _cohort.Bags.Select(b => direct.CumulativeIncidence(b, [12, 24, 36]).Select(x => (float)x).ToArray()), first.GetColumn<float[]>("CumulativeIncidence"));
        Assert.Equal(["12", "24", "36"], SlotNames.Read(second.Schema["CumulativeIncidence"]));
        Assert.Equal(direct.Axes, LearnedModel.Find<AttentionMilFunction>(loaded).Model.Axes);
    }

    [Fact]
    public void CrossValidate_AFewFolds_ScoresEveryPatient()
    {
        var result = _ml.Survival.CrossValidate(Data, _ml.Survival.Trainers.AttentionMil(Small, Stop), folds: 3);

        Assert.Equal(60, result.Scores.Count);
        Assert.All(result.Scores, s => Assert.True(double.IsFinite(s)));
        Assert.NotNull(result.Metrics.Concordance.Value);
    }

    [Fact]
    public void Contributions_OfTwoSlides_AddUpToTheScoreAndBecomeGeoJson()
    {
        var function = _ml.Survival.Trainers.AttentionMil(Small, Stop).Fit(Data).Function;
        Pathomics.Embedding.SlideEmbedding[] slides = [StoredCohort.Read(_cohort.Rows[0].Slide), StoredCohort.Read(_cohort.Rows[0].Second)];

        var (parts, attention) = (function.Contributions(slides), function.Attention(slides));

        Assert.Equal([5, 7], parts.Select(p => p.Tiles.Count));
        Assert.Equal(function.Model.Score(_cohort.Bags[0]), parts.Sum(p => p.Tiles.Sum(t => t.Score)), 1e-5);
        Assert.Equal(12, attention.Sum(p => p.Tiles.Sum(t => t.Score)), 1e-4);
        SlideHeatmap.WriteGeoJson(_cohort["tiles.geojson"], parts[1]);
        Assert.Equal(7, Pathomics.Annotations.SlideGeoJson.Read(_cohort["tiles.geojson"]).Sum(a => a.Polygons.Count));
    }

    [Fact]
    public void Fit_RowsWithoutTiles_ThrowOrAreLeftOut()
    {
        var (whole, broken) = (_cohort.Rows, _cohort.Write("nan", [1, 2, 3, 4, 5, 6, 7, float.NaN], 8));
        StoredRow[] rows = [.. whole, new StoredRow { PatientId = "none", Time = 3, Event = 1 }, new StoredRow { PatientId = "nan", Slide = broken, Time = 4 }];
        var data = _ml.Data.LoadFromEnumerable(rows);

        Assert.Contains("Row 60: No tiles: there is no path of a slide", Assert.ThrowsAny<Exception>(() => _ml.Survival.Trainers.AttentionMil(Small, Stop).Fit(data)).Message, StringComparison.Ordinal);
        var lenient = Small with { BadFiles = BadFilePolicy.Missing };
        var model = _ml.Survival.Trainers.AttentionMil(lenient, Stop).Fit(data);
        Assert.Contains("2 of 62 training rows", Assert.Single(model.Function.Warnings, w => w.Contains("tiles", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(60, model.Function.Patients);
        float[] scores = [.. model.Transform(data).GetColumn<float>("Score")];
        Assert.True(float.IsNaN(scores[60]) && float.IsNaN(scores[61]));
        Assert.Equal(_ml.Survival.Trainers.AttentionMil(Small, Stop).Fit(Data).Transform(Data).GetColumn<float>("Score"), scores[..60]);
        var nan = Assert.Throws<TileBagException>(() => _ml.Survival.Trainers.AttentionMil(Small, Stop).Fit(_ml.Data.LoadFromEnumerable([.. whole, rows[^1]])));
        Assert.Contains("nan", nan.Message, StringComparison.Ordinal);
        Assert.Contains("number 7", nan.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AnotherBackbonesTilesOrFewEvents_AreNamed()
    {
        StoredRow[] rows = [.. _cohort.Rows, new StoredRow { PatientId = "other", Slide = _cohort.Write("other", new float[16], 8, "another"), Time = 3, Event = 1 }];
        var other = Assert.ThrowsAny<Exception>(() => _ml.Survival.Trainers.AttentionMil(Small, Stop).Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains("another backbone", other.Message, StringComparison.Ordinal);
        Assert.Contains("other.parquet", other.Message, StringComparison.Ordinal);

        StoredRow[] few = [.. _cohort.Rows.Select((r, i) => new StoredRow { PatientId = r.PatientId, Slide = r.Slide, Second = r.Second, Time = r.Time, Event = i < 3 ? 1 : 0 })];
        Assert.Throws<TooFewEventsException>(() => _ml.Survival.Trainers.AttentionMil(Small, Stop).Fit(_ml.Data.LoadFromEnumerable(few)));
        Assert.Throws<ColumnException>(() => _ml.Survival.Trainers.AttentionMil(Small with { SlideColumns = ["Slides"] }, Stop).Fit(Data));
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var bad = new AttentionMilTrainerOptions { SlideColumns = [], Horizons = [], Cause = -1, Mil = new AttentionMilOptions { Members = 0 } };
        var error = Assert.Throws<ArgumentException>(bad.Validate);
        Assert.All(new[] { "SlideColumns", "Horizons", "Cause", "Members" }, x => Assert.Contains(x, error.Message, StringComparison.Ordinal));
    }
}
