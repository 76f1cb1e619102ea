using System.Globalization;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Decomposition filters of discrete wavelets by the names of PyWavelets: haar, db1 to db20, sym2 to sym20, coif1 to coif5, bior and rbio, dmey. The
/// digits are those of the published tables (Daubechies; Hatano) as PyWavelets 1.1 has them; tests check that they are orthogonal.
/// </summary>
/// <param name="Low">Low-pass taps.</param>
/// <param name="High">High-pass taps, as many.</param>
internal sealed record WaveletKernels(double[] Low, double[] High)
{
    private static readonly Lazy<Dictionary<string, (double[] Rebuild, double[] Split)>> Tables = new(Read);

    /// <summary>All names.</summary>
    internal static IEnumerable<string> Names =>
        [.. Tables.Value.Keys, "haar", .. Tables.Value.Keys.Where(n => n.StartsWith('b')).Select(n => "r" + n[..1] + "io" + n[4..])];

    internal static bool Knows(string name) => Find(name) is not null;

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="isSingle">Whether the taps are numbers of 32 bits, as those for such images are.</param>
    internal static WaveletKernels Of(string name, bool isSingle = false)
    {
        var (rebuild, split) = Find(name) ?? throw new ArgumentException($"There is no wavelet '{name}'.", nameof(name));

        // Tables of coiflets lack a factor, which is multiplied in the precision of the taps.
        double Tap(double value) => (name[0], isSingle) switch
        {
            ('c', true) => (float)value * (float)Math.Sqrt(2),
            ('c', false) => value * Math.Sqrt(2),
            (_, true) => (float)value,
            _ => value,
        };
        var length = rebuild.Length;
        var (low, high) = (new double[length], new double[length]);
        for (var i = 0; i < length; i++)
        {
            low[i] = Tap(split[length - 1 - i]);
            high[i] = ((length - 1 - i) % 2 == 0 ? 1 : -1) * Tap(rebuild[i]);
        }

        return new WaveletKernels(low, high);
    }

    private static (double[] Rebuild, double[] Split)? Find(string name)
    {
        var isReverse = name.StartsWith("rbio", StringComparison.Ordinal);
        var key = isReverse ? "bior" + name[4..] : name == "haar" ? "db1" : name;
        return !Tables.Value.TryGetValue(key, out var found) ? null : isReverse ? (found.Split, found.Rebuild) : found;
    }

    private static Dictionary<string, (double[] Rebuild, double[] Split)> Read()
    {
        using var stream = typeof(WaveletKernels).Assembly.GetManifestResourceStream("wavelets.txt")!;
        using var reader = new StreamReader(stream);
        var tables = new Dictionary<string, (double[], double[])>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(';');
            double[] Numbers(string text) => [.. text.Split(' ').Select(n => double.Parse(n, NumberStyles.Float, CultureInfo.InvariantCulture))];
            var first = Numbers(parts[1]);
            tables.Add(parts[0], (first, parts.Length > 2 ? Numbers(parts[2]) : first));
        }

        return tables;
    }
}
