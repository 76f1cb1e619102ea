using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HccRisk.Survival.CoxBoost;

/// <summary>
/// Columns in the order of the risk sets, centred and divided by their standard deviation, eight side by side: score and information of all of them
/// are one pass over the values.
/// </summary>
internal sealed class CoxBoostDesign
{
    private const int Width = 8;

    private readonly double[] _values;

    /// <param name="x">Row-major values of the outcome's rows.</param>
    /// <param name="columns">Values a row.</param>
    /// <param name="order">Rows in the order of the risk sets.</param>
    /// <param name="isScaled">Whether a column is divided by its deviation.</param>
    public CoxBoostDesign(ReadOnlySpan<double> x, int columns, int[] order, Func<int, bool> isScaled)
    {
        (Rows, Columns) = (order.Length, columns);
        _values = new double[(long)(columns + Width - 1) / Width * Width * Rows];
        (Center, Scale, Deviation, Range) = (new double[columns], new double[columns], new double[columns], new double[columns]);
        for (var j = 0; j < columns; j++)
        {
            double sum = 0;
            var (lowest, highest) = (x[(order[0] * columns) + j], x[(order[0] * columns) + j]);
            foreach (var row in order)
            {
                var value = x[(row * columns) + j];
                sum += value;
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
            }

            Range[j] = highest - lowest;
            Center[j] = Range[j] == 0 ? lowest : sum / Rows;
            double squares = 0;
            foreach (var row in order)
            {
                var difference = x[(row * columns) + j] - Center[j];
                squares += difference * difference;
            }

            Deviation[j] = Rows > 1 ? Math.Sqrt(squares / (Rows - 1)) : 0;
            Scale[j] = isScaled(j) && Deviation[j] > 0 ? Deviation[j] : 1;
            for (var i = 0; i < Rows; i++)
            {
                _values[At(i, j)] = (x[(order[i] * columns) + j] - Center[j]) / Scale[j];
            }
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    public double[] Center { get; }

    /// <summary>What each column was divided by.</summary>
    public double[] Scale { get; }

    /// <summary>Standard deviation of each column as given, over n - 1; 0 for a constant one.</summary>
    public double[] Deviation { get; }

    /// <summary>Greatest less least value of each column as given.</summary>
    public double[] Range { get; }

    public double this[int row, int column] => _values[At(row, column)];

    /// <summary>target += factor * column.</summary>
    public void AddTo(Span<double> target, int column, double factor)
    {
        for (int i = 0, at = At(0, column); i < Rows; i++, at += Width)
        {
            target[i] += factor * _values[at];
        }
    }

    /// <summary>Score and information of every column by itself at the last evaluation of the risk sets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scan(CoxBoostRisk risk, Span<double> score, Span<double> information)
    {
        Span<double> lanes = stackalloc double[Width];
        for (var first = 0; first < Columns; first += Width)
        {
            var block = _values.AsSpan(first * Rows, Width * Rows);
            var ((scoreLow, informationLow), (scoreHigh, informationHigh)) = (ScanHalf(risk, block, 0), ScanHalf(risk, block, Width / 2));
            var count = Math.Min(Width, Columns - first);
            scoreLow.CopyTo(lanes);
            scoreHigh.CopyTo(lanes[(Width / 2)..]);
            lanes[..count].CopyTo(score[first..]);
            informationLow.CopyTo(lanes);
            informationHigh.CopyTo(lanes[(Width / 2)..]);
            lanes[..count].CopyTo(information[first..]);
        }
    }

    /// <summary>Sum over the events of the variance of a column among those at risk, each event counting once whatever its weight.</summary>
    public double Variances(CoxBoostRisk risk, int column)
    {
        // Weighted variance about the mean by two sums of each risk set; the columns are centred.
        var (sum, squares, later, laterSquares) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < risk.Later.Length; i++)
        {
            var value = this[i, column];
            later += risk.Later[i] * value;
            laterSquares += risk.Later[i] * value * value;
        }

        var (result, next) = (0.0, 0);
        for (var g = 0; g < risk.Deaths.Length; g++)
        {
            var (tied, tiedSquares) = (0.0, 0.0);
            for (var i = risk.Starts[g]; i < risk.Starts[g + 1]; i++)
            {
                var (value, weight) = (this[i, column], risk.Risk[i]);
                sum += weight * value;
                squares += weight * value * value;
                tied += i < risk.Starts[g] + risk.Deaths[g] ? weight * value : 0;
                tiedSquares += i < risk.Starts[g] + risk.Deaths[g] ? weight * value * value : 0;
                later -= risk.HasCompeting ? risk.Later[i] * value : 0;
                laterSquares -= risk.HasCompeting ? risk.Later[i] * value * value : 0;
            }

            for (var l = 0; l < risk.Deaths[g]; l++, next++)
            {
                var part = (double)l / risk.Deaths[g];
                var mean = (sum - (part * tied) + (risk.Uncensored[g] * later)) / risk.Denominators[next];
                result += Math.Max(0, ((squares - (part * tiedSquares) + (risk.Uncensored[g] * laterSquares)) / risk.Denominators[next]) - (mean * mean));
            }
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (Vector256<double> Score, Vector256<double> Information) ScanHalf(CoxBoostRisk risk, ReadOnlySpan<double> block, int lane)
    {
        var (weights, residual, expected, starts, deaths) = (risk.Risk, risk.Residual, risk.Expected, risk.Starts, risk.Deaths);
        var (competing, uncensored, denominators, eventWeights) = (risk.Later, risk.Uncensored, risk.Denominators, risk.EventWeights);
        var (score, squares, means, sum, later) =
            (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0; i < competing.Length; i++)
        {
            later += Vector256.Create(block[((i * Width) + lane)..]) * competing[i];
        }

        var next = 0;
        for (var g = 0; g < deaths.Length; g++)
        {
            var tied = Vector256<double>.Zero;
            var alive = starts[g] + deaths[g];
            for (var i = starts[g]; i < starts[g + 1]; i++)
            {
                var value = Vector256.Create(block[((i * Width) + lane)..]);
                var weighted = value * weights[i];
                sum += weighted;
                tied += i < alive ? weighted : Vector256<double>.Zero;
                score += value * residual[i];
                squares += value * value * expected[i];
                later -= competing.Length > 0 ? value * competing[i] : Vector256<double>.Zero;
            }

            for (var l = 0; l < deaths[g]; l++, next++)
            {
                var mean = (sum - (tied * ((double)l / deaths[g])) + (later * uncensored[g])) / denominators[next];
                means += mean * mean * eventWeights[next];
            }
        }

        return (score, Vector256.Max(squares - means, Vector256<double>.Zero));
    }

    private int At(int row, int column) => (((column / Width * Rows) + row) * Width) + (column % Width);
}
