using System.Globalization;

namespace HccRisk.Benchmarks.Comparison;

/// <summary>The columns that both sides read, each from a CSV with one header line.</summary>
internal sealed class ComparisonData(IReadOnlyDictionary<string, double[]> columns)
{
    public const int Patients = 1_000_000;

    public double[] this[string column] => columns[column];

    public int Count => columns.First().Value.Length;

    public int[] Codes(string column) => Array.ConvertAll(columns[column], v => (int)v);

    /// <summary>The columns x1, x2, ... row by row.</summary>
    public (double[] Values, int Columns) Matrix()
    {
        var width = columns.Keys.Count(name => name[0] == 'x');
        var values = new double[Count * width];
        for (var j = 0; j < width; j++)
        {
            var column = columns[FormattableString.Invariant($"x{j + 1}")];
            for (var i = 0; i < column.Length; i++)
            {
                values[i * width + j] = column[i];
            }
        }

        return (values, width);
    }

    /// <summary>Writes every file the cases read: the same bytes each time.</summary>
    public static void WriteAll(string folder)
    {
        Write(folder, "patients", Patients, 1, 1);
        Write(folder, "cox20", 100_000, 20, 2);
        Write(folder, "cox100", 10_000, 100, 3);
        Write(folder, "finegray", 2_000, 10, 4);
        Write(folder, "coxnet", 1_000, 1_000, 5);
    }

    public static ComparisonData Read(string folder, string name)
    {
        using var reader = new StreamReader(Path.Combine(folder, name + ".csv"));
        var header = reader.ReadLine()!.Split(',');
        var columns = Array.ConvertAll(header, _ => new List<double>());
        while (reader.ReadLine() is { } line)
        {
            var rest = line.AsSpan();
            foreach (var column in columns)
            {
                var comma = rest.IndexOf(',');
                var field = comma < 0 ? rest : rest[..comma];
                column.Add(double.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture));
                rest = rest[(comma + 1)..];
            }
        }

        return new ComparisonData(header.Zip(columns).ToDictionary(p => p.First, p => p.Second.ToArray()));
    }

    /// <summary>
    /// Exponential times whose hazard follows the score, half of them censored, two causes and two groups. "tied" is the same
    /// follow-up in whole days of 3,650: about 1,500 distinct times.
    /// </summary>
    private static void Write(string folder, string name, int n, int width, int seed)
    {
        var random = new Random(seed);
        using var writer = new StreamWriter(Path.Combine(folder, name + ".csv")) { NewLine = "\n" };
        var names = width == 1 ? "score" : string.Join(',', Enumerable.Range(1, width).Select(j => FormattableString.Invariant($"x{j}")));
        writer.WriteLine("time,tied,event,cause,group," + names);
        var x = new double[width];
        for (var i = 0; i < n; i++)
        {
            double eta = 0;
            for (var j = 0; j < width; j++)
            {
                // Few enough digits for every reader of decimals to arrive at the same double.
                x[j] = Math.Round(random.NextDouble() * 2 - 1, 9);
                eta += j < 5 ? 0.4 * x[j] : 0;
            }

            var time = Math.Round(-Math.Log(1 - random.NextDouble()) * Math.Exp(-eta) + 1e-6, 12);
            var cause = random.Next(4);
            cause = cause == 3 ? 0 : cause;
            var tied = Math.Min(3650, Math.Ceiling(time * 365));
            writer.Write(FormattableString.Invariant($"{time:F12},{tied},{(cause > 0 ? 1 : 0)},{cause},{i % 2}"));
            foreach (var value in x)
            {
                writer.Write(FormattableString.Invariant($",{value}"));
            }

            writer.WriteLine();
        }
    }
}
