using System.Globalization;
using HccRisk.Attainable.Generation;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Attainable.Realism;

/// <summary>
/// How well the nearer of two centroids tells synthetic from real, on as many squares of either: .5 is not at all. Descriptors are
/// standardised on both together, and the square judged is left out of its own centroid.
/// </summary>
internal static class NearestCentroid
{
    private const int Patients = 60;

    public static void Write(IReadOnlyList<PatientSource> sources, int seed, TextWriter output)
    {
        output.WriteLine("## Synthetic or real");
        output.WriteLine();
        var (liver, tissue) = (RealSquares.Liver(), RealSquares.Tissue());
        if (liver.Count == 0 && tissue.Count == 0)
        {
            output.WriteLine("Not measured: the real liver MR and the stained tiles are not on this machine.");
            output.WriteLine();
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Accuracy of the nearest centroid in telling squares of images from real ones; .5 is chance. {liver.Count} real squares of plain liver (one MR of 3 mm voxels, 12 x 12) and {tissue.Count} of stained tissue (128 x 128, several laboratories, no liver tumour among them). The latter also without colour and contrast: structure only."));
        output.WriteLine();
        output.WriteLine("| generator | liver MR | stained tissue | its structure only | what tells MR most (difference in SD) | what tells tissue most |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var source in sources)
        {
            var patients = Enumerable.Range(0, Patients).Select(i => source.Draw(seed, i % 2 == 0 ? SyntheticSite.Development : SyntheticSite.External, i)).ToArray();
            var madeLiver = patients.AsParallel().AsOrdered().SelectMany(p => SyntheticSquares.Liver(source, p)).ToList();
            var madeTissue = patients.AsParallel().AsOrdered().SelectMany(p => SyntheticSquares.Tissue(source, p)).ToList();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {source.Name} | {Accuracy(liver, madeLiver):.00} | {Accuracy(tissue, madeTissue):.00} | {Accuracy(Structure(tissue), Structure(madeTissue)):.00} | {Most(liver, madeLiver)} | {Most(tissue, madeTissue)} |"));
        }

        output.WriteLine();
    }

    private static string Most(List<double[]> real, List<double[]> made)
    {
        if (real.Count < 2 || made.Count < 2)
        {
            return string.Empty;
        }

        return string.Join(", ", Enumerable.Range(0, real[0].Length)
            .Select(j =>
            {
                var (r, m) = (real.Average(s => s[j]), made.Average(s => s[j]));
                var within = Math.Sqrt((real.Average(s => (s[j] - r) * (s[j] - r)) + made.Average(s => (s[j] - m) * (s[j] - m))) / 2) + 1e-12;
                var channel = real[0].Length > Patch.Names.Count ? "red green blue".Split(' ')[j / Patch.Names.Count] + " " : string.Empty;
                return (Name: channel + Patch.Names[j % Patch.Names.Count], Gap: (m - r) / within);
            })
            .OrderByDescending(d => Math.Abs(d.Gap)).Take(4).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Name} {d.Gap:+0.0;-0.0}")));
    }

    // Per channel: what is left of ten numbers without mean and SD.
    private static List<double[]> Structure(List<double[]> squares) => squares.ConvertAll(s => s.Where((_, i) => i % 10 > 1).ToArray());

    private static double Accuracy(List<double[]> real, List<double[]> made)
    {
        if (real.Count < 2 || made.Count < 2)
        {
            return double.NaN;
        }

        var count = Math.Min(real.Count, made.Count);
        double[][] rows = [.. Spread(real, count), .. Spread(made, count)];
        var columns = rows[0].Length;
        for (var j = 0; j < columns; j++)
        {
            var mean = rows.Average(r => r[j]);
            var deviation = Math.Sqrt(rows.Average(r => (r[j] - mean) * (r[j] - mean))) + 1e-12;
            Array.ForEach(rows, r => r[j] = (r[j] - mean) / deviation);
        }

        double[][] sums = [Sum(rows.Take(count)), Sum(rows.Skip(count))];
        return rows.Select((row, i) =>
        {
            var own = i / count;
            double Distance(int side) => row.Select((v, j) =>
            {
                var centre = side == own ? (sums[side][j] - v) / (count - 1) : sums[side][j] / count;
                return (v - centre) * (v - centre);
            }).Sum();
            return Distance(own) < Distance(1 - own) ? 1.0 : 0;
        }).Average();

        double[] Sum(IEnumerable<double[]> of) => [.. Enumerable.Range(0, columns).Select(j => of.Sum(r => r[j]))];
    }

    private static IEnumerable<double[]> Spread(List<double[]> squares, int count) =>
        Enumerable.Range(0, count).Select(i => (double[])squares[(int)((long)i * squares.Count / count)].Clone());
}
