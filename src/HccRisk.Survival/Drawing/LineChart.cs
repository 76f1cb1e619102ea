using System.Globalization;
using System.Text;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Drawing;

/// <summary>
/// Curves as a small SVG, for a notebook: axes from 0 with their names, a line, a band and a legend a curve. <c>HccRisk.Plots</c> draws the figures of a
/// publication; this package has no drawing library.
/// </summary>
internal sealed class LineChart(string xLabel, string yLabel)
{
    private const int Width = 560;
    private const int Height = 320;
    private const double Left = 58;
    private const double Right = 545;
    private const double Top = 14;
    private const double Bottom = 270;

    // Told apart by people with any colour vision (Okabe and Ito).
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#AA4499", "#B87A00", "#222222"];

    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> _lines = [];
    private readonly List<(IReadOnlyList<(double X, double Y)> Lower, IReadOnlyList<(double X, double Y)> Upper, int Colour)> _bands = [];

    /// <summary>Lowest value of the vertical axis.</summary>
    public double YMin { get; init; }

    /// <summary>Highest value of the vertical axis; the next round number above the lines when null.</summary>
    public double? YMax { get; init; } = 1;

    /// <summary>Highest value of the horizontal axis; the next round number above the lines when null.</summary>
    public double? XMax { get; init; }

    /// <summary>Whether the line of equal values is drawn.</summary>
    public bool Diagonal { get; init; }

    /// <summary>Round times above 0 up to the last, at most a dozen.</summary>
    public static IEnumerable<double> RoundTimes(double last) => last > 0 ? Ticks(0, last).Skip(1) : [];

    /// <summary>The points of a curve that starts at (0, start) and steps at its times.</summary>
    public static IReadOnlyList<(double X, double Y)> Steps(IReadOnlyList<double> times, IReadOnlyList<double> values, double start)
    {
        var points = new List<(double X, double Y)>((2 * times.Count) + 1) { (0, start) };
        var last = start;
        for (var i = 0; i < times.Count; i++)
        {
            points.Add((times[i], last));
            last = double.IsNaN(values[i]) ? last : values[i];
            points.Add((times[i], last));
        }

        return points;
    }

    /// <summary>Adds a line; its band is drawn below all lines.</summary>
    public LineChart Add(
        string name, IReadOnlyList<(double X, double Y)> points, IReadOnlyList<(double X, double Y)>? lower = null, IReadOnlyList<(double X, double Y)>? upper = null)
    {
        if (lower is { Count: > 0 } && upper is { Count: > 0 })
        {
            _bands.Add((lower, upper, _lines.Count));
        }

        _lines.Add((name, points));
        return this;
    }

    /// <summary>The chart as a piece of html.</summary>
    public string ToHtml()
    {
        var xMax = XMax ?? RoundUp(_lines.SelectMany(l => l.Points).Max(p => p.X));
        var yMax = YMax ?? RoundUp(_lines.SelectMany(l => l.Points).Max(p => p.Y));
        double X(double x) => Left + ((Right - Left) * Math.Clamp(x / xMax, 0, 1));
        double Y(double y) => Bottom - ((Bottom - Top) * Math.Clamp((y - YMin) / (yMax - YMin), 0, 1));
        var svg = new StringBuilder();
        Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"100%\" role=\"img\" font-family=\"'DejaVu Sans',Verdana,sans-serif\" font-size=\"12\">");
        Append($"<title>{NotebookHtml.Encode($"{yLabel} by {xLabel}")}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>");
        foreach (var tick in Ticks(0, xMax))
        {
            Append($"<path d=\"M{X(tick):0.#} {Bottom}v5\" stroke=\"#222\"/><text x=\"{X(tick):0.#}\" y=\"{Bottom + 19}\" text-anchor=\"middle\" fill=\"#222\">{Printed.Number(tick)}</text>");
        }

        foreach (var tick in Ticks(YMin, yMax))
        {
            Append($"<path d=\"M{Left} {Y(tick):0.#}H{Right}\" stroke=\"#e4e4e4\"/><text x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\" fill=\"#222\">{Printed.Number(tick)}</text>");
        }

        foreach (var (lower, upper, colour) in _bands)
        {
            Append($"<path d=\"M{Path(lower)}L{Path([.. upper.Reverse()])}Z\" fill=\"{Colours[colour % Colours.Length]}\" fill-opacity=\"0.15\"/>");
        }

        if (Diagonal)
        {
            Append($"<path d=\"M{X(0):0.#} {Y(0):0.#}L{X(Math.Min(xMax, yMax)):0.#} {Y(Math.Min(xMax, yMax)):0.#}\" stroke=\"#6b6b6b\" stroke-dasharray=\"4 4\"/>");
        }

        for (var i = 0; i < _lines.Count; i++)
        {
            var colour = Colours[i % Colours.Length];
            Append($"<path d=\"M{Path(_lines[i].Points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            if (_lines.Count > 1)
            {
                Append($"<path d=\"M{Right - 150} {Top + 10 + (18 * i)}h22\" stroke=\"{colour}\" stroke-width=\"2\"/><text x=\"{Right - 122}\" y=\"{Top + 14 + (18 * i)}\" fill=\"#222\">{NotebookHtml.Encode(_lines[i].Name)}</text>");
            }
        }

        Append($"<path d=\"M{Left} {Top}V{Bottom}H{Right}\" fill=\"none\" stroke=\"#222\"/>");
        Append($"<text x=\"{(Left + Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"#222\">{NotebookHtml.Encode(xLabel)}</text>");
        Append($"<text transform=\"translate(15 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#222\">{NotebookHtml.Encode(yLabel)}</text></svg>");
        return NotebookHtml.Drawing(svg.ToString(), Width);

        void Append(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

        // What lies within half a pixel of the last point is not seen: a million steps are some hundred points.
        string Path(IReadOnlyList<(double X, double Y)> points)
        {
            var path = new StringBuilder();
            var (lastX, lastY) = (double.NaN, double.NaN);
            for (var i = 0; i < points.Count; i++)
            {
                var (x, y) = (X(points[i].X), Y(points[i].Y));
                if (double.IsNaN(x + y) || (i < points.Count - 1 && Math.Abs(x - lastX) < 0.5 && Math.Abs(y - lastY) < 0.5))
                {
                    continue;
                }

                path.Append(CultureInfo.InvariantCulture, $"{(path.Length > 0 ? "L" : string.Empty)}{x:0.#} {y:0.#}");
                (lastX, lastY) = (x, y);
            }

            return path.ToString();
        }
    }

    private static double RoundUp(double value)
    {
        if (!(value > 0))
        {
            return 1;
        }

        var step = Step(value);
        return Math.Ceiling((value / step) - 1e-9) * step;
    }

    private static IEnumerable<double> Ticks(double from, double to)
    {
        var step = Step(to - from);
        for (var i = Math.Ceiling((from / step) - 1e-9); i * step <= to + (step * 1e-9); i++)
        {
            yield return Math.Round(i * step, 12) + 0.0;
        }
    }

    // Steps of 12 suit months; others are 1, 2 or 5 of a power of ten.
    private static double Step(double range)
    {
        if (range is > 30 and <= 96)
        {
            return 12;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(range / 5)));
        var digit = range / 5 / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
