using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HccRisk.Cohorts;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Discrimination;
using SkiaSharp;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class PlotTests(ReportStudy study)
{
    private const string Vermillion = "#D55E00";
    private const string Blue = "#0072B2";
    private const string Grid = "#E4E4E4";

    // One event at 12 months takes the curve to a half; everybody else is censored at 24.
    private static readonly RiskGroupCurves OneStep = new("high", 2, 1,
        KaplanMeier.Fit(new SurvivalOutcome([12, 24], [1, 0])), new IncidenceCurve(1, [12, 24], [0.5, 0.5], [0.2, 0.2], [0.1, 0.1], [0.9, 0.9]));

    [Fact]
    public void KaplanMeier_OneEvent_StepsAtItsTimeAndValue()
    {
        var svg = XElement.Parse(KaplanMeierPlot.Render([OneStep], "months", "recurrence").Svg);
        var (xs, ys) = GridLines(svg);
        // Every three months.
        var (x0, x12, x24) = (xs[0], xs[4], xs[8]);
        // Grid lines of the value axis: 0, 0.2 ... 1.
        var (y1, half) = (ys.Min(), (ys.Min() + ys.Max()) / 2);
        Assert.Equal(9, xs.Length);
        Assert.Equal(6, ys.Length);
        (double X, double Y)[] expected = [(x0, y1), (x12, y1), (x12, half), (x24, half)];
        var actual = Vertices(Line(svg, Vermillion, "2"));
        Assert.Equal(expected.Length, actual.Length);
        // Vertices are rounded to a quarter of a pixel.
        Assert.All(expected.Zip(actual), p => Assert.True(Math.Abs(p.First.X - p.Second.X) <= 0.13 && Math.Abs(p.First.Y - p.Second.Y) <= 0.13, $"{p}"));
        // The tick of the censored patient crosses the curve at 24 months.
        var tick = Vertices(Line(svg, Vermillion, "1"));
        Assert.All(tick, t => Assert.Equal(x24, t.X, 0.13));
        Assert.Equal(half, tick.Average(t => t.Y), 0.13);
    }

    [Fact]
    public void CumulativeIncidence_OneEvent_RisesFromZero()
    {
        var svg = XElement.Parse(CumulativeIncidencePlot.Render([OneStep], "months", "recurrence").Svg);
        var (_, ys) = GridLines(svg);
        var line = Vertices(Line(svg, Vermillion, "2"));
        Assert.Equal(ys.Max(), line[0].Y, 0.13);
        Assert.Equal((ys.Min() + ys.Max()) / 2, line[^1].Y, 0.13);
    }

    [Fact]
    public void KaplanMeier_Png_HasTheCurveAndItsBandWhereTheSvgHasThem()
    {
        var image = KaplanMeierPlot.Render([OneStep], "months", "recurrence");
        var (xs, ys) = GridLines(XElement.Parse(image.Svg));
        using var bitmap = SKBitmap.Decode(image.Png.Span);
        // 300 dots an inch, where the SVG has 96 units.
        const double scale = 300 / 96.0;
        Assert.Equal(((int)(560 * scale), (int)(image.Height * scale)), (bitmap.Width, bitmap.Height));
        var y = (ys.Min() + ys.Max()) / 2;
        var middle = (xs[4] + xs[5]) / 2;
        Assert.Equal(new SKColor(0xD5, 0x5E, 0), bitmap.GetPixel((int)(scale * middle), (int)(scale * y)));
        // The band lies 0.1 above the curve; before the first event there is none, and nothing is drawn.
        var inBand = (int)(scale * (y - (0.13 * (ys.Max() - ys.Min()))));
        Assert.NotEqual(SKColors.White, bitmap.GetPixel((int)(scale * middle), inBand));
        Assert.Equal(SKColors.White, bitmap.GetPixel((int)(scale * (xs[1] + xs[2]) / 2), inBand));
    }

    // Counts of seven digits, one every three months, are wider than the room between them: some are left out, none is clipped.
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.PositiveInfinity)]
    public void KaplanMeier_NoPValue_IsNamed(double p)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => KaplanMeierPlot.Render([OneStep], "months", "recurrence", p));
        Assert.Equal("logRankP", error.ParamName);
    }

    [Fact]
    public void Curves_NamesOfEventAndTime_AreChecked()
    {
        Assert.Equal("eventName", Assert.Throws<ArgumentNullException>(() => KaplanMeierPlot.Render([OneStep], "months", null!)).ParamName);
        Assert.Equal("eventName", Assert.Throws<ArgumentNullException>(() => CumulativeIncidencePlot.Render([OneStep], "months", null!)).ParamName);
        Assert.Contains("Time since ablation (months)", KaplanMeierPlot.Render([OneStep], "months", "death", timeName: "Time since ablation").Svg, StringComparison.Ordinal);
        Assert.Contains("Time since surgery (days)", CumulativeIncidencePlot.Render([OneStep], "days", "death").Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void KaplanMeier_LargeCounts_AreNeitherClippedNorOverlapping()
    {
        var outcome = new SurvivalOutcome([12, 18, 24], [1, 0, 0]).WithWeights([34567, 100000, 1100000]);
        var group = OneStep with { Patients = 1234567, Survival = KaplanMeier.Fit(outcome) };
        var svg = XElement.Parse(KaplanMeierPlot.Render([group], "months", "recurrence").Svg);
        var counts = svg.Descendants().Where(e => e.Name.LocalName == "text" && Regex.IsMatch(e.Value, "^[0-9]{7}$")).ToArray();
        Assert.InRange(counts.Length, 4, 9);
        Assert.Equal("1234567", counts[0].Value);
        Assert.Contains(counts, c => c.Value == "1100000");
        var right = double.NegativeInfinity;
        foreach (var glyphs in counts.Select(c => Numbers(c.Attribute("x")!.Value)))
        {
            Assert.True(glyphs[0] > right, "counts overlap");
            // A digit of DejaVu Sans is 0.636 em wide: 7.7 px at 12 px.
            right = glyphs[^1] + 7.7;
            Assert.InRange(right, 0, 560);
        }
    }

    [Fact]
    public void KaplanMeier_PValueAndNames_AreText()
    {
        var text = Text(KaplanMeierPlot.Render([OneStep with { Name = "<b>&" }], "months", "recurrence", 0.0423, "SYSMH"));
        Assert.All((string[])["log-rank p = 0.042", "SYSMH", "Number at risk", "Time since surgery (months)", "Free of recurrence", "<b>&", "<b>& risk: 2 patients, 1 event"], t => Assert.Contains(t, text));
    }

    [Fact]
    public void Plots_Axes_UseTheEmbeddedFont()
    {
        // ScottPlot falls back silently: on a machine without fonts to nothing at all.
        using var frame = new PlotFrame(new ScottPlot.PixelRect(0, 300, 200, 0), new ScottPlot.PixelRect(60, 280, 150, 20));
        frame.XAxis("label", 0, 1, [0, 1]);
        frame.YAxis("", 0, 1, [0, 1]);
        // ScottPlot draws no ticks around nothing.
        frame.Plot.Add.HorizontalLine(0.5);
        using var bitmap = new SKBitmap(300, 200);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            frame.Render(new PlotSurface(canvas));
        }

        using var embedded = PlotFont.Create(12);
        Assert.Equal(embedded.Typeface.GlyphCount, ScottPlot.Fonts.GetTypeface(PlotFont.Name, false, false).GlyphCount);
        Assert.Equal(embedded.Typeface.GlyphCount, frame.Plot.Axes.Bottom.TickLabelStyle.Font?.GlyphCount);
        Assert.Equal(embedded.Typeface.GlyphCount, frame.Plot.Axes.Left.TickLabelStyle.Font?.GlyphCount);
        // The tick label "0" under the left end of the axis.
        Assert.Contains(Enumerable.Range(50, 20), x => Enumerable.Range(157, 12).Any(y => bitmap.GetPixel(x, y).Red < 160));
    }

    [Fact]
    public void AucOverTime_NotEstimablePoint_BreaksTheLine()
    {
        TimeDependentAucResult[] points = [Auc(6, 0.7), Auc(12, 0.8), Auc(18, null), Auc(24, 0.75), Auc(30, 0.6), Auc(36, null)];
        var svg = XElement.Parse(AucOverTimePlot.Render([new("PRE", points), new("POST", [Auc(12, null)])], "months").Svg);
        var (xs, ys) = GridLines(svg);
        var runs = svg.Descendants().Where(e => e.Attribute("stroke")?.Value == Blue && e.Attribute("stroke-width")?.Value == "2")
            .Select(e => Vertices(e.Attribute("d")!.Value)).Where(v => v.All(p => p.X <= xs[^1] + 0.1 && v[0].Y != v[^1].Y)).ToArray();
        Assert.Equal(2, runs.Length);
        // Grid at 0, 6, 12 ... 30 months and 0.4, 0.5 ... 1.
        Assert.Equal(6, xs.Length);
        var unit = (ys.Max() - ys.Min()) / 0.6;
        (double X, double Y)[] expected = [(xs[1], ys.Min() + (0.3 * unit)), (xs[2], ys.Min() + (0.2 * unit)), (xs[4], ys.Min() + (0.25 * unit)), (xs[5], ys.Min() + (0.4 * unit))];
        Assert.All(expected.Zip(runs.SelectMany(r => r)), p => Assert.True(Math.Abs(p.First.X - p.Second.X) < 0.1 && Math.Abs(p.First.Y - p.Second.Y) < 0.1, $"{p}"));
        Assert.Contains("POST (not estimable)", svg.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Coefficients_Many_ShowsTheTwentyLargestByModalityWithRatios()
    {
        List<CoefficientRow> rows = [new("Clinical.afp", "Clinical", 0.5, 0.2, 0.01), new("zero", "Radiomics", 0, null, null)];
        rows.AddRange(Enumerable.Range(1, 30).Select(i => new CoefficientRow($"Radiomics.r{i}", "Radiomics", i / -100.0, null, null)));
        var text = Text(CoefficientPlot.Render(rows, "PRE"));
        // exp(0.5) = 1.65, exp(0.5 -+ 1.96 x 0.2) = 1.11 and 2.44.
        Assert.Contains("1.65 (1.11-2.44)", text);
        Assert.Equal(["afp", .. Enumerable.Range(12, 19).Reverse().Select(i => $"r{i}")], text.Where(t => Regex.IsMatch(t, @"^(afp|zero|r\d+)$")));
    }

    [Fact]
    public void Agreement_Families_CountThoseThatReachTheLimit()
    {
        AgreementPoint[] points = [new("glcm", 0.9, 0.8), new("glcm", 0.8, 0.75), new("glcm", 0.9, 0.74), new("glcm", double.NaN, double.NaN), new("shape", -3, -5)];
        var svg = XElement.Parse(AgreementPlot.Render(points, 0.75, "Readers").Svg);

        Assert.All((string[])["Readers", "glcm", "2 of 4", "shape", "0 of 1", "limit 0.75 or more"], t => Assert.Contains(t, Text(AgreementPlot.Render(points, 0.75, "Readers"))));
        Assert.Contains("no feature", Assert.Throws<ArgumentException>(() => AgreementPlot.Render([])).Message, StringComparison.Ordinal);
        Assert.Equal(AgreementPlot.Render(points, 0.75, "Readers").Svg, svg.ToString(SaveOptions.DisableFormatting));
    }

    [Fact]
    public void VoxelMap_RowsOfScaleAndParts_ShowTheirKeys()
    {
        var (grey, values) = (new float[] { 0, 0.5f, 1, float.NaN, 0, 1 }, new float[] { float.NaN, 2, 1, 0, float.NaN, 2 });
        var panel = new MapPanel("4 of 9", 3, 2, 1, grey, values);
        MapRow[] rows = [new("glcm_contrast", [panel, panel]), new("patient", [panel]) { Parts = ["H1", "H2", "H3"] }];
        var image = VoxelMapPlot.Render(rows, "Maps");

        Assert.All((string[])["Maps", "glcm_contrast", "patient", "4 of 9", "0", "2", "H1", "H2", "H3"], t => Assert.Contains(t, Text(image)));
        Assert.Equal(image.Svg, VoxelMapPlot.Render(rows, "Maps").Svg);
        Assert.Equal(1 + 4 + 4 + 4, image.Csv.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("no map", Assert.Throws<ArgumentException>(() => VoxelMapPlot.Render([])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VoxelMapPlot.Render([new MapRow("a", [panel with { Rows = 3 }])]));
    }

    [Fact]
    public void CohortFlow_Steps_ShowEveryCount()
    {
        FlowBox[] flow = [new("Patients in the clinical file", 601, 601), new("Clinical values usable", 601, 595), new("Resected (R0)", 595, 584), new("Endpoint", 584, 584), new("Images", 584, 579)];
        FlowGroup[] sites = [new("TJ (development)", 462), new("SYSMH (external)", 117)];
        var text = Text(CohortFlowDiagram.Render(flow, sites));
        Assert.All((string[])["n = 601", "n = 595", "n = 584", "n = 579", "Excluded: n = 6", "Excluded: n = 11", "Excluded: n = 5", "Resected (R0)", "TJ (development)", "n = 462", "SYSMH (external)", "n = 117"], t => Assert.Contains(t, text));
        Assert.DoesNotContain("Excluded: n = 0", text);
    }

    [Fact]
    public void TruthLadder_RungsAndModels_StandAtTheirValues()
    {
        var auc = Given(0.7);
        var svg = XElement.Parse(TruthLadderPlot.Render([new("oracle", 0.8, 0.9)], [new("PRE", auc), new("POST", None)]).Svg);
        var text = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToArray();
        Assert.All((string[])["0.800 / 0.900", "0.700 (0.60-0.80)", "not estimable", "oracle", "PRE", "POST"], t => Assert.Contains(t, text));
        // The interval of the model runs between the grid lines of 0.6 and 0.8, of 0.5, 0.55 ... 0.9.
        var (xs, _) = GridLines(svg);
        Assert.Equal(9, xs.Length);
        var line = Vertices(Line(svg, Vermillion, "2"));
        Assert.Equal(xs[2], line.Min(p => p.X), 0.1);
        Assert.Equal(xs[6], line.Max(p => p.X), 0.1);
    }

    [Fact]
    public void Plots_TextTheFontLacks_StaysWhereItBelongs()
    {
        var rows = new CoefficientRow[] { new("\u7279\u5F811", "Clinical", 0.3, null, null) };
        var svg = XElement.Parse(CoefficientPlot.Render(rows, "\u4E2D\u5C71").Svg);
        var feature = svg.Descendants().Single(e => e.Name.LocalName == "text" && e.Value == "\u7279\u5F811");
        Assert.Equal("end", feature.Attribute("text-anchor")!.Value);
        // The label ends left of the axis, on the line of its hazard ratio.
        Assert.InRange(Numbers(feature.Attribute("x")!.Value)[0], 0, GridLines(svg).X[0]);
        var ratio = svg.Descendants().Single(e => e.Name.LocalName == "text" && e.Value == "1.35");
        Assert.Equal(Numbers(ratio.Attribute("y")!.Value)[0], Numbers(feature.Attribute("y")!.Value)[0]);
        Assert.Contains("\u4E2D\u5C71", Text(CoefficientPlot.Render(rows, "\u4E2D\u5C71")));
        Assert.Contains("Free of \u590D\u53D1", Text(KaplanMeierPlot.Render([OneStep], "months", "\u590D\u53D1")));
    }

    [Fact]
    public void Plots_Repeated_GiveTheSameBytes()
    {
        Func<PlotImage>[] plots =
        [
            () => KaplanMeierPlot.Render(study.Full.Models[0].Development.Metrics.Groups!.Groups, "months", "recurrence", 0.01),
            () => CoefficientPlot.Render(study.Full.Models[1].Coefficients),
            () => AucOverTimePlot.Render([new("PRE", study.Full.Models[0].Development.Metrics.AucCurve)], "days"),
        ];
        foreach (var plot in plots)
        {
            var (first, second) = (plot(), plot());
            Assert.Equal(first.Svg, second.Svg);
            Assert.True(first.Png.Span.SequenceEqual(second.Png.Span));
        }
    }

    [Fact]
    public void Plots_NothingToDraw_SayWhat()
    {
        Assert.Contains("no risk group", Assert.Throws<ArgumentException>(() => KaplanMeierPlot.Render([], "months", "x")).Message, StringComparison.Ordinal);
        Assert.Contains("cumulative incidence", Assert.Throws<ArgumentException>(() => CumulativeIncidencePlot.Render([OneStep with { Incidence = null }], "months", "x")).Message, StringComparison.Ordinal);
        Assert.Contains("not estimable", Assert.Throws<ArgumentException>(() => AucOverTimePlot.Render([], "months")).Message, StringComparison.Ordinal);
        Assert.Contains("other than zero", Assert.Throws<ArgumentException>(() => CoefficientPlot.Render([new("a", "b", 0, null, null)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CohortFlowDiagram.Render([], []));
        Assert.Throws<ArgumentException>(() => TruthLadderPlot.Render([], []));
    }

    [Theory]
    [InlineData(24, "months")]
    [InlineData(60, "months")]
    [InlineData(47.3, "months")]
    [InlineData(300, "months")]
    [InlineData(1825, "days")]
    [InlineData(0.8, "years")]
    public void TimeTicks_AnyLength_AreFewAndInside(double max, string unit)
    {
        var ticks = AxisTicks.Time(max, unit);
        Assert.Equal(0, ticks[0]);
        Assert.InRange(ticks.Count, 3, 9);
        Assert.InRange(ticks[^1], max / 2, max);
    }

    [Fact]
    public void Palette_EveryColour_StandsOutFromWhite()
    {
        // WCAG 2.1, 1.4.11: graphics need a contrast of 3 to 1.
        foreach (var colour in Enumerable.Range(0, 5).Select(i => Palette.Series(i).Color))
        {
            double[] linear = [.. new[] { colour.R, colour.G, colour.B }.Select(c => c / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
            Assert.InRange(1.05 / ((0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]) + 0.05), 3, 21);
        }
    }

    private static readonly MetricEstimate None = new() { Method = "AUC", NotEstimable = "no case" };

    private static MetricEstimate Given(double value) =>
        new() { Method = "AUC", Value = value, StandardError = 0.1 / 1.96, Lower = value - 0.1, Upper = value + 0.1 };

    private static TimeDependentAucResult Auc(double time, double? value) =>
        new() { Time = time, Auc = value is { } known ? Given(known) : None, Cases = 5, Controls = 5, Unknown = 0 };

    private static string[] Text(PlotImage image) =>
        [.. XElement.Parse(image.Svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    // ScottPlot draws the grid itself, from its own scale: an oracle for what we draw over it.
    private static (double[] X, double[] Y) GridLines(XElement svg)
    {
        var paths = svg.Descendants().Where(e => e.Attribute("stroke")?.Value == Grid).Select(e => Vertices(e.Attribute("d")!.Value)).ToArray();
        return ([.. paths.Where(p => p[0].X == p[1].X).SelectMany(p => p).Select(v => v.X).Distinct().Order()],
            [.. paths.Where(p => p[0].Y == p[1].Y).SelectMany(p => p).Select(v => v.Y).Distinct().Order()]);
    }

    private static string Line(XElement svg, string colour, string width) => svg.Descendants()
        .First(e => e.Attribute("stroke")?.Value == colour && e.Attribute("stroke-width")?.Value == width).Attribute("d")!.Value;

    private static (double X, double Y)[] Vertices(string d)
    {
        var numbers = Numbers(Regex.Replace(d, "[MLZ]", " "));
        return [.. numbers.Chunk(2).Select(p => (p[0], p[1]))];
    }

    private static double[] Numbers(string text) =>
        [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
}
