using HccRisk.Core.Learning;

namespace HccRisk.Features.Imputation;

/// <summary>
/// Puts values by equations of each slot in the others, going round until they fit one another (van Buuren and Groothuis-Oudshoorn, J
/// Stat Softw 2011). The equations are those of the training rows, whatever the row. A draw at random depends on the row's values, the
/// seed and the draw's number alone: the same row gets the same values in any order and on any number of threads.
/// </summary>
[LearnedName("chained-imputation/1")]
public sealed class ChainedImputation : ImputationFunction
{
    /// <summary>Means of the training rows, from which the rounds start.</summary>
    public required double[] Starts { get; init; }

    /// <summary>The equation of each slot.</summary>
    public required IReadOnlyList<SlotEquation> Equations { get; init; }

    /// <summary>Slots in the order in which a round comes to them: those with fewest missing values in training first.</summary>
    public required int[] Order { get; init; }

    /// <summary>Rounds.</summary>
    public required int Rounds { get; init; }

    /// <summary>Donors of a draw.</summary>
    public required int Donors { get; init; }

    /// <summary>Number of the draw; 0 for expected values.</summary>
    public required int Draw { get; init; }

    /// <summary>Seed of the draws.</summary>
    public required int Seed { get; init; }

    /// <inheritdoc/>
    protected override void Fill(ReadOnlySpan<float> input, Span<float> values)
    {
        var row = new double[input.Length];
        var key = ImputationRandom.Key((ulong)Seed, (ulong)Draw);
        var missing = 0;
        for (var i = 0; i < input.Length; i++)
        {
            var absent = float.IsNaN(input[i]);
            missing += absent ? 1 : 0;
            row[i] = absent ? Starts[i] : input[i];
            key = ImputationRandom.Key(key, absent ? ulong.MaxValue : BitConverter.SingleToUInt32Bits(input[i]));
        }

        // What alone is missing follows from values that are there.
        var random = new ImputationRandom(key);
        for (var round = missing > 1 ? Rounds : missing; round > 0; round--)
        {
            foreach (var slot in Order)
            {
                if (float.IsNaN(input[slot]))
                {
                    row[slot] = Equations[slot].Put(Equations[slot].Predict(row), Donors, ref random);
                }
            }
        }

        for (var i = 0; i < input.Length; i++)
        {
            values[i] = float.IsNaN(input[i]) ? (float)row[i] : input[i];
        }
    }
}
