using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>
/// Each slot becomes the normal score of its rank among the n training rows: the normal quantile of rank / (n + 1) (van der Waerden
/// 1952), equal values by their mean rank. Values between those of training lie on straight lines, values beyond them get the last score;
/// a missing one stays missing.
/// </summary>
[LearnedName("normal-scores/1")]
public sealed class NormalScores : LearnedFunction
{
    /// <summary>Values of training of each slot, ascending.</summary>
    public required double[][] Values { get; init; }

    /// <summary>Their scores, ascending.</summary>
    public required double[][] Scores { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("NormalScores", InputSlots)];

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = float.IsNaN(input[i]) ? float.NaN : (float)Score(Values[i], Scores[i], input[i]);
        }
    }

    private static double Score(double[] values, double[] scores, double value)
    {
        var at = Array.BinarySearch(values, value);
        if (at >= 0)
        {
            return scores[at];
        }

        var next = ~at;
        return next == 0 ? scores[0]
            : next == values.Length ? scores[^1]
            : scores[next - 1] + ((value - values[next - 1]) / (values[next] - values[next - 1]) * (scores[next] - scores[next - 1]));
    }
}
