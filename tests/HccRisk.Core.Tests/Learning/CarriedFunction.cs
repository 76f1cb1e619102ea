using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using Microsoft.ML;

namespace HccRisk.Core.Tests.Learning;

/// <summary>A function with an output for each native carrier, and one that has none.</summary>
[LearnedName("test-carried/1")]
internal sealed class CarriedFunction : LearnedFunction
{
    public required double[] Centre { get; init; }

    public required double[] Spread { get; init; }

    public required double[] Weights { get; init; }

    public required int[] Kept { get; init; }

    public required double[] Hazards { get; init; }

    public required double[]?[] Sums { get; init; }

    public bool WithMapping { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs =>
    [
        new("Kept", [.. Kept.Select(k => InputSlots[k])]),
        new("Scaled", InputSlots),
        new("Risk"),
        new("Survival", [.. Hazards.Select((_, i) => $"h{i}")]),
        new("Sums", [.. Sums.Select((_, i) => $"s{i}")]),
        .. WithMapping ? [new("Mapped", ["twice"])] : Array.Empty<LearnedOutput>(),
    ];

    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        var at = 0;
        foreach (var slot in Kept)
        {
            output[at++] = input[slot];
        }

        var score = 0.0;
        for (var j = 0; j < input.Length; j++)
        {
            output[at++] = (float)((input[j] - Centre[j]) / Spread[j]);
            score += Weights[j] * (input[j] - Centre[j]);
        }

        output[at++] = (float)score;
        foreach (var hazard in Hazards)
        {
            output[at++] = (float)Math.Exp(-hazard * Math.Exp(score));
        }

        foreach (var weights in Sums)
        {
            output[at++] = weights is null ? float.NaN : (float)(1 + weights.Select((w, i) => w * Math.Exp(-Hazards[i] * Math.Exp(score))).Sum());
        }

        if (WithMapping)
        {
            output[at] = 2 * input[0];
        }
    }

    public override void Lower(INativeCarriers carriers)
    {
        carriers.Select(0, Kept);
        carriers.Scale(1, Centre, [.. Spread.Select(s => 1 / s)]);
        carriers.Linear(2, Weights, Centre);
        carriers.Survival(3, 2, Hazards);
        carriers.SurvivalSums(4, 2, Hazards, Sums, [.. Sums.Select(_ => 1.0)]);
    }
}

internal sealed class CarriedEstimator(TransformsCatalog catalog, LearnedColumns columns, CarriedFunction function)
    : LearnedEstimator<CarriedFunction>(catalog, columns)
{
    protected override IReadOnlyList<LearnedOutput> OutputShape => function.Outputs;

    protected override CarriedFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log) => function;
}
