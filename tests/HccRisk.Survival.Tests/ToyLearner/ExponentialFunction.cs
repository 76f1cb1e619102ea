using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Tests.ToyLearner;

/// <summary>Two constant hazards, that of the cause by the patient.</summary>
[LearnedName("test-exponential/1")]
internal sealed class ExponentialFunction : SurvivalFunction
{
    public required IReadOnlyList<double> Coefficients { get; init; }

    public required double Intercept { get; init; }

    public required double CompetingHazard { get; init; }

    public required IReadOnlyList<double> Deviations { get; init; }

    public required double LastTime { get; init; }

    [JsonIgnore]
    public override string Method => "exponential model";

    [JsonIgnore]
    public override LinearTerms Linear => new()
    {
        Names = InputSlots,
        Coefficients = Coefficients,
        StandardErrors = [.. Coefficients.Select(_ => double.NaN)],
        Deviations = Deviations,
    };

    public override double Score(ReadOnlySpan<double> input) => TensorPrimitives.Dot(input, (ReadOnlySpan<double>)(double[])[.. Coefficients]);

    public override void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival)
    {
        var own = Math.Exp(Intercept + Score(input));
        for (var i = 0; i < times.Length; i++)
        {
            survival[i] = times[i] <= LastTime ? Math.Exp(-own * times[i]) : double.NaN;
        }
    }

    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        var own = Math.Exp(Intercept + Score(input));
        for (var i = 0; i < times.Length; i++)
        {
            incidence[i] = times[i] <= LastTime ? own / (own + CompetingHazard) * (1 - Math.Exp(-(own + CompetingHazard) * times[i])) : double.NaN;
        }
    }
}
