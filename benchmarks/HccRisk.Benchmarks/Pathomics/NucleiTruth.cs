using System.Globalization;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;

namespace HccRisk.Benchmarks.Pathomics;

/// <summary>
/// The side of benchmarks/nuclei that looks: nuclei as they were drawn on synthetic slides beside those that are found. One found counts for one drawn, the nearest pairs
/// first, where their centres are no farther apart than the radius of the median nucleus.
/// </summary>
internal static class NucleiTruth
{
    private const int Size = 1024;
    private const int Side = 256;

    /// <summary>Farthest that centres may be apart, micrometres: the median radius of a drawn nucleus.</summary>
    private const double Reach = 3.7;

    /// <summary>pathomics-nuclei [PATIENTS]: lines of a table.</summary>
    public static int Run(int patients)
    {
        foreach (var (name, site) in new[] { ("TJ", SyntheticSite.Development), ("SYSMH", SyntheticSite.External) })
        {
            List<Score> all = [];
            for (var i = 0; i < patients; i++)
            {
                all.Add(Judge(PatientSampler.Draw(11, site, i)));
            }

            Write(name, all);
            Write(name + ", sparsest third", [.. all.OrderBy(s => s.Drawn).Take(patients / 3)]);
            Write(name + ", densest third", [.. all.OrderByDescending(s => s.Drawn).Take(patients / 3)]);
        }

        return 0;
    }

    private static void Write(string name, List<Score> scores)
    {
        var (drawn, found, hit) = (scores.Sum(s => s.Drawn), scores.Sum(s => s.Found), scores.Sum(s => s.Hits));
        var (precision, recall) = ((double)hit / found, (double)hit / drawn);
        double[] errors = [.. scores.SelectMany(s => s.AreaErrors).Order()];
        double Part(double q) => errors[(int)(q * (errors.Length - 1))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {drawn} | {found} | {precision:0.000} | {recall:0.000} | {2 * precision * recall / (precision + recall):0.000} | {100 * Part(0.5):+0.0;-0.0} ({100 * Part(0.25):+0.0;-0.0} to {100 * Part(0.75):+0.0;-0.0}) | {100.0 * scores.Sum(s => s.Area) / scores.Sum(s => s.TrueArea) - 100:+0.0;-0.0} |"));
    }

    private static Score Judge(SyntheticPatient patient)
    {
        List<DrawnNucleus> truth = [];
        var rgb = new byte[Size * Size * 3];
        SlideRenderer.Render(patient, Size, rgb, truth);
        var detector = new NucleusDetector(Side, SlideRenderer.MicronsPerPixel);
        var tile = new byte[Side * Side * 3];
        Score sum = new(0, 0, 0, 0, 0, []);

        // Every tile that is full of tissue: its centre three quarters of the way to the rim at most.
        for (var i = 0; i < Size / Side * (Size / Side); i++)
        {
            var (x, y) = (i % (Size / Side) * Side, i / (Size / Side) * Side);
            var (u, v) = (x + (Side / 2.0) - (Size / 2.0), y + (Side / 2.0) - (Size / 2.0));
            if (Math.Sqrt((u * u) + (v * v)) > 0.75 * Size / 2)
            {
                continue;
            }

            for (var row = 0; row < Side; row++)
            {
                rgb.AsSpan((((y + row) * Size) + x) * 3, Side * 3).CopyTo(tile.AsSpan(row * Side * 3));
            }

            sum = sum.Add(Compare(detector.Find(tile), [.. truth.Select(n => n with { X = n.X + 0.5 - x, Y = n.Y + 0.5 - y })]));
        }

        return sum;
    }

    /// <summary>Within a margin the edge of the tile cuts nuclei: those are left out on both sides, but a partner may lie there.</summary>
    private static Score Compare(IReadOnlyList<DetectedNucleus> found, DrawnNucleus[] drawn)
    {
        const double Margin = 16;
        var reach = Reach / SlideRenderer.MicronsPerPixel;
        bool Inner(double x, double y) => x >= Margin && y >= Margin && x < Side - Margin && y < Side - Margin;
        var pairs = (from d in Enumerable.Range(0, drawn.Length)
                     from f in Enumerable.Range(0, found.Count)
                     let distance = Math.Sqrt(Math.Pow(drawn[d].X - found[f].X, 2) + Math.Pow(drawn[d].Y - found[f].Y, 2))
                     where distance <= reach
                     orderby distance, d, f
                     select (d, f)).ToArray();
        var (ofDrawn, ofFound) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        foreach (var (d, f) in pairs)
        {
            if (!ofDrawn.ContainsKey(d) && !ofFound.ContainsKey(f))
            {
                (ofDrawn[d], ofFound[f]) = (f, d);
            }
        }

        var inner = Enumerable.Range(0, drawn.Length).Where(d => Inner(drawn[d].X, drawn[d].Y)).ToArray();
        var detected = Enumerable.Range(0, found.Count).Where(f => ofFound.TryGetValue(f, out var d) ? Inner(drawn[d].X, drawn[d].Y) : Inner(found[f].X, found[f].Y)).ToArray();
        var hits = inner.Where(ofDrawn.ContainsKey).ToArray();
        double AreaOf(int d) => drawn[d].Area * SlideRenderer.MicronsPerPixel * SlideRenderer.MicronsPerPixel;
        return new Score(
            inner.Length, detected.Length, hits.Length, detected.Sum(f => found[f].Area), inner.Sum(AreaOf),
            [.. hits.Select(d => (found[ofDrawn[d]].Area / AreaOf(d)) - 1)]);
    }

    private sealed record Score(int Drawn, int Found, int Hits, double Area, double TrueArea, IReadOnlyList<double> AreaErrors)
    {
        public Score Add(Score other) => new(
            Drawn + other.Drawn, Found + other.Found, Hits + other.Hits, Area + other.Area, TrueArea + other.TrueArea, [.. AreaErrors, .. other.AreaErrors]);
    }
}
