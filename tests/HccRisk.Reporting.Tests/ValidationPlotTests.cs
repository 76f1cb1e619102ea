using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Validation;
using Xunit;

namespace HccRisk.Reporting.Tests;

/// <summary>What is drawn is looked up in the SVG against the grid lines, which ScottPlot draws by its own scale.</summary>
public sealed class ValidationPlotTests
{
    private const string Blue = "#0072B2";
    private const string Ink = "#222";
    private const string Pale = "#9A9A9A";

    private static readonly MetricEstimate None = new() { Method = "m", NotEstimable = "none" };

    private static readonly ModelAtHorizon Calibrated = new()
    {
        Time = 24,
        Auc = new() { Time = 24, Auc = None, Cases = 1, Controls = 1, Unknown = 0 },
        Harrell = None,
        Uno = None,
        UnoAsR = None,
        Curve = new CalibrationPlot { Method = "smooth", Points = [new(0.1, 0.2, 0.1, 0.3), new(0.4, 0.3, 0.2, 0.55)], Ici = None, E50 = None, E90 = None, EMax = None },
        Groups = new GroupedCalibration { Time = 24, Groups = [new CalibrationGroup { Count = 20, MeanPredicted = 0.2, Observed = Known(0.4, 0.1, 0.5) }], Test = null, TestNotEstimable = "one group" },
        Histogram = new RiskHistogram(0.1, [0, 2, 1, 0, 0, 0, 0, 0, 0, 0], [5, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
    };

    [Fact]
    public void Calibration_CurveAndGroups_StandAtTheirValues()
    {
        // The band ends at 0.55: the axes end at 0.6, with grid lines 0, 0.1 ... 0.6 on both.
        Assert.Equal(0.6, CalibrationCurvePlot.TopOf(Calibrated), 12);
        var svg = XElement.Parse(CalibrationCurvePlot.Render(Calibrated, "POST").Svg);
        var (xs, ys) = Grid(svg);
        Assert.Equal(7, xs.Length);
        Assert.Equal(7, ys.Length);
        // One scale on both axes.
        Assert.Equal(xs[^1] - xs[0], ys[^1] - ys[0], 0.2);
        var curve = Line(svg, Blue, "2");
        Near(xs[1], curve[0].X);
        Near(ys[^3], curve[0].Y);
        Near(xs[4], curve[^1].X);
        Near(ys[^4], curve[^1].Y);
        var interval = Line(svg, Ink, "1.2");
        Assert.All(interval, p => Near(xs[2], p.X));
        Near(ys[^2], interval.Max(p => p.Y));
        Near(ys[^6], interval.Min(p => p.Y));
    }

    [Fact]
    public void Calibration_SmallerAxis_IsTheSameForPlotsSideBySide()
    {
        var wide = XElement.Parse(CalibrationCurvePlot.Render(Calibrated, "POST", 1).Svg);
        Assert.Equal(["0", "0.2", "0.4", "0.6", "0.8", "1"], Texts(wide).Where(t => Regex.IsMatch(t, @"^[01](\.\d)?$")).Distinct());
        Assert.Equal("top", Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationCurvePlot.Render(Calibrated, "", 1.2)).ParamName);
        Assert.Throws<ArgumentException>(() => CalibrationCurvePlot.Render(Calibrated with { Curve = null, Groups = null }));
    }

    // Nothing is above 0.4 but the upper limit of the group at 0.9: the axes end at half as much again, 0.6, and an arrow says that the interval goes on.
    [Fact]
    public void Calibration_WideInterval_EndsInAnArrowAndDoesNotFlattenTheRest()
    {
        var wide = Calibrated with { Groups = Calibrated.Groups! with { Groups = [Calibrated.Groups.Groups[0] with { Observed = Known(0.4, 0.1, 0.9) }] } };
        Assert.Equal(0.6, CalibrationCurvePlot.TopOf(wide), 12);
        Assert.True(CalibrationCurvePlot.IsCut(wide, 0.6));
        Assert.False(CalibrationCurvePlot.IsCut(Calibrated, 0.6));
        int Filled(ModelAtHorizon model) => XElement.Parse(CalibrationCurvePlot.Render(model).Svg).Descendants().Count(e => e.Name.LocalName is "path" or "polygon" && e.Attribute("stroke") is null);
        Assert.Equal(Filled(Calibrated) + 1, Filled(wide));
    }

    [Fact]
    public void Calibration_Csv_HasCurveGroupsAndHistogram() => Assert.Equal(
        """
        part,predicted,observed,lower,upper,patients
        curve,0.1,0.2,0.1,0.3,
        curve,0.4,0.3,0.2,0.55,
        group,0.2,0.4,0.1,0.5,20
        histogram: event,0.15000000000000002,,,,2
        histogram: event,0.25,,,,1
        histogram: no event,0.05,,,,5
        histogram: unknown,0.25,,,,1

        """.ReplaceLineEndings("\n"),
        CalibrationCurvePlot.Render(Calibrated).Csv);

    // Ten patients without censoring, one risk 0.5 for the five with the event and 0.1 for the others: at 0.2 net benefit is 5/10 - 0, that of
    // acting on all 0.5 - 0.5 * 0.25 = 0.375, so 0.125 * 4 interventions a patient are avoided.
    private static readonly SurvivalOutcome Ten = new([1, 2, 3, 4, 5, 30, 31, 32, 33, 34], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    private static readonly double[] Risks = [.. Enumerable.Range(0, 10).Select(i => i < 5 ? 0.5 : 0.1)];

    [Fact]
    public void DecisionCurve_KnownNetBenefit_StandsAtIt()
    {
        var curve = DecisionCurve.Of(Ten, Risks, 24, [0.2, 0.4]);
        var image = DecisionCurvePlot.Render([new DecisionSeries("model", curve)], "24 months");
        var rows = image.Csv.Split('\n');
        Assert.Equal("model,threshold,net_benefit,lower,upper,act_on_everybody,share_at_or_above,interventions_avoided_per_100", rows[0]);
        var first = rows[1].Split(',');
        Assert.Equal(0.5, double.Parse(first[2], CultureInfo.InvariantCulture), 12);
        Assert.Equal(0.375, double.Parse(first[5], CultureInfo.InvariantCulture), 12);
        Assert.Equal(50, double.Parse(first[7], CultureInfo.InvariantCulture), 10);
        var svg = XElement.Parse(image.Svg);
        var line = Line(svg, Blue, "2");
        // A constant net benefit is level, and both panels share the axis of thresholds.
        Near(line[0].Y, line[^1].Y);
        Assert.Contains("act on everybody", Texts(svg));
    }

    [Fact]
    public void Forest_IntervalBeyondTheAxis_EndsInAnArrow()
    {
        ForestRow[] rows =
        [
            new("sex", "", null, "p = 0.50"), new("female", "40 (9)", Known(0.7, 0.6, 0.8)), new("male", "50 (12)", Known(0.72, -4, 6)), new("unknown", "2 (0)", None),
        ];
        var image = ForestPlot.Render(rows, "AUC", 0.71, "POST", "p of difference");
        var svg = XElement.Parse(image.Svg);
        var text = Texts(svg);
        Assert.All((string[])["sex", "female", "male", "0.700 (0.60-0.80)", "0.720 (-4.00 to 6.00)", "not estimable", "p = 0.50", "p of difference", "40 (9)"], t => Assert.Contains(t, text));
        // Two arrow heads are filled in the colour of the intervals, besides the two squares.
        var filled = svg.Descendants().Count(e => e.Name.LocalName == "path" && e.Attribute("fill")?.Value == Blue);
        var calm = XElement.Parse(ForestPlot.Render([.. rows[..2]], "AUC").Svg).Descendants().Count(e => e.Name.LocalName == "path" && e.Attribute("fill")?.Value == Blue);
        Assert.True(filled >= calm + 2, $"{filled} and {calm}");
        Assert.Contains("male,50 (12),0.72,-4,6,", image.Csv, StringComparison.Ordinal);
    }

    /// <summary>Where every estimate is the same number the axis still has a width, and ticks to read it by.</summary>
    [Fact]
    public void Forest_EveryEstimateTheSame_HasAnAxis()
    {
        var svg = ForestPlot.Render([new("one", "20 (4)", Known(0, 0, 0)), new("two", "20 (4)", Known(0, 0, 0))], "AUC", 0).Svg;
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.True(Texts(XElement.Parse(svg)).Count(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) >= 2, svg);
    }

    [Fact]
    public void Legends_EveryPlot_LieAboveTheData()
    {
        var groups = new RiskGroupCurves[]
        {
            new("high", 2, 1, KaplanMeier.Fit(new SurvivalOutcome([12, 24], [1, 0])), new IncidenceCurve(1, [12, 24], [0.5, 0.5], [0.2, 0.2], [0.1, 0.1], [0.9, 0.9])),
        };
        var auc = new TimeDependentAucResult { Time = 12, Auc = Known(0.7, 0.6, 0.8), Cases = 5, Controls = 5, Unknown = 0 };
        (PlotImage Image, string Key)[] plots =
        [
            (KaplanMeierPlot.Render(groups, "months", "recurrence", 0.04), "high risk: 2 patients, 1 event"),
            (CumulativeIncidencePlot.Render(groups, "months", "recurrence"), "event: recurrence"),
            (AucOverTimePlot.Render([new("a long name of a model and its cohort", [auc]), new("another long name of a model", [auc])], "months"), "no discrimination (0.5)"),
            (CalibrationCurvePlot.Render(Calibrated), "perfect"),
            (DecisionCurvePlot.Render([new("model", DecisionCurve.Of(Ten, Risks, 24, [0.2, 0.4]))]), "act on nobody"),
        ];
        foreach (var (image, key) in plots)
        {
            var svg = XElement.Parse(image.Svg);
            var (_, ys) = Grid(svg);
            var text = svg.Descendants().Single(e => e.Name.LocalName == "text" && e.Value == key);
            Assert.True(Y(text) < ys.Min(), $"{key} at {Y(text)}, data from {ys.Min()}");
        }
    }

    // Grid lines at 0, 0.05, 0.1 and at 0, 12, 24; the score 0.05 at 12 lies on a crossing, that without covariates 0.1 at 24 too.
    [Fact]
    public void Brier_ScoresAndIntervals_StandAtTheirValues()
    {
        BrierPoint Point(double time, double score, double low, double high, double none, int? atRisk) => new(
            new() { Time = time, Brier = Known(score, low, high), NullBrier = none }, atRisk, 5);
        BrierSeries[] series = [new("POST", [Point(12, 0.05, 0.03, 0.07, 0.06, 50), Point(24, 0.08, 0.05, 0.1, 0.1, 9)])];
        Assert.Equal(0.1, BrierOverTimePlot.TopOf(series), 12);
        var image = BrierOverTimePlot.Render(series, "months");
        var svg = XElement.Parse(image.Svg);
        var (xs, ys) = Grid(svg);
        var line = Line(svg, Blue, "2");
        Near(line[0].X, xs.MinBy(x => Math.Abs(x - line[0].X)));
        Near(ys[0] + ((ys[^1] - ys[0]) / 2), line[0].Y);
        var intervals = Line(svg, Blue, "1.2");
        Near(ys[^1] - (0.3 * (ys[^1] - ys[0])), intervals.Max(p => p.Y));
        Near(ys[^1] - (0.7 * (ys[^1] - ys[0])), intervals.Min(p => p.Y));

        // Few are at risk at 24: grey, and the legend says so.
        Assert.Contains("fewer than 10 at risk", Texts(svg));
        Assert.Contains(svg.Descendants(), e => e.Attribute("stroke")?.Value == Pale);
        Assert.Contains("POST,24,0.08,0.05,0.1,0.1,,9,5", image.Csv, StringComparison.Ordinal);
    }

    [Fact]
    public void Auc_FewAtRisk_IsGreyFromTheLastFirmPointOn()
    {
        TimeDependentAucResult At(double time, int atRisk) => new() { Time = time, Auc = Known(0.7, 0.6, 0.8), Cases = 5, Controls = 5, Unknown = 0, AtRisk = atRisk };
        var svg = XElement.Parse(AucOverTimePlot.Render([new("POST", [At(12, 40), At(24, 10), At(36, 9)])], "months").Svg);
        var (firm, few) = (Line(svg, Blue, "2"), Line(svg, Pale, "1.2"));
        Near(firm.Max(p => p.X), few.Min(p => p.X));
        Assert.True(few.Max(p => p.X) > firm.Max(p => p.X) + 50);
        Assert.Contains("fewer than 10 at risk", Texts(svg));
        Assert.DoesNotContain("fewer than 10 at risk", Texts(XElement.Parse(AucOverTimePlot.Render([new("POST", [At(12, 40), At(24, 10)])], "months").Svg)));
    }

    [Fact]
    public void Decision_PlotsSideBySide_HaveOneScale()
    {
        DecisionSeries one = new("one", DecisionCurve.Of(Ten, Risks, 24, [0.2, 0.4])), other = new("other", DecisionCurve.Of(Ten, Risks, 24, [0.05, 0.8]));
        var alone = Texts(XElement.Parse(DecisionCurvePlot.Render([one]).Svg));
        var beside = Texts(XElement.Parse(DecisionCurvePlot.Render([one], beside: [other]).Svg));
        Assert.DoesNotContain("0.8", alone);
        Assert.Contains("0.8", beside);
        string[] Ticks(string[] texts) => [.. texts.Where(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out _))];
        Assert.Equal(Ticks(beside), Ticks(Texts(XElement.Parse(DecisionCurvePlot.Render([other], beside: [one]).Svg))));
    }

    [Fact]
    public void Series_WithoutColours_DifferByPattern()
    {
        string Pattern(int i) => Palette.Series(i).Pattern.Name;
        Assert.Equal(4, Enumerable.Range(0, 4).Select(Pattern).Distinct().Count());
    }

    private static MetricEstimate Known(double value, double low, double high) => new() { Method = "m", Value = value, StandardError = 0.1, Lower = low, Upper = high };

    private static string[] Texts(XElement svg) => [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    // Where a text stands: its own place and that of the groups around it.
    private static double Y(XElement text) => double.Parse(text.Attribute("y")!.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);

    private static void Near(double expected, double actual) => Assert.True(Math.Abs(expected - actual) < 0.3, $"{expected} and {actual}");

    private static (double[] X, double[] Y) Grid(XElement svg)
    {
        var paths = svg.Descendants().Where(e => e.Attribute("stroke")?.Value == "#E4E4E4").Select(e => Vertices(e.Attribute("d")!.Value)).ToArray();
        return ([.. paths.Where(p => p[0].X == p[1].X).SelectMany(p => p).Select(v => v.X).Distinct().Order()],
            [.. paths.Where(p => p[0].Y == p[1].Y).SelectMany(p => p).Select(v => v.Y).Distinct().Order()]);
    }

    private static (double X, double Y)[] Line(XElement svg, string colour, string width) => Vertices(svg.Descendants()
        .First(e => e.Attribute("stroke")?.Value == colour && e.Attribute("stroke-width")?.Value.StartsWith(width, StringComparison.Ordinal) == true).Attribute("d")!.Value);

    private static (double X, double Y)[] Vertices(string d) =>
        [.. Regex.Replace(d, "[MLZ]", " ").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).Chunk(2).Select(p => (p[0], p[1]))];
}
