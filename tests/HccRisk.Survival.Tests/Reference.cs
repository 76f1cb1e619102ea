using System.Globalization;
using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests;

/// <summary>Loads references or skips, and compares with a relative tolerance.</summary>
internal static class Reference
{
    public static SurvivalReference Load(string name, string? data = null)
    {
        var reference = SurvivalReference.TryLoad(name, data);
        Assert.SkipWhen(reference is null, SharedData.MissingReason);
        return reference!;
    }

    public static SurvivalOutcome Outcome(this SurvivalReference reference, string time, string status) =>
        new(reference.Column(time), Array.ConvertAll(reference.Column(status), v => (int)v));

    /// <summary>
    /// The marker of a reference: the linear predictor of one of its Cox models or of the first Fine-Gray model, a column that rises with risk, or minus karno.
    /// </summary>
    public static double[] Marker(this SurvivalReference reference, string name)
    {
        if (name == "karno")
        {
            return Array.ConvertAll(reference.Column(name), v => -v);
        }

        if (name == "fg")
        {
            return reference.Linear(reference.At("crr")[0].GetProperty("coef"));
        }

        if (!reference.At("cox").TryGetProperty(name, out var model))
        {
            return reference.Column(name);
        }

        return reference.Linear(model.GetProperty("coef"));
    }

    /// <summary>Sum of coefficient times column, by the names of a JSON object.</summary>
    public static double[] Linear(this SurvivalReference reference, JsonElement coefficients)
    {
        var sum = new double[reference.Count];
        foreach (var coefficient in coefficients.EnumerateObject())
        {
            var column = reference.Column(coefficient.Name);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += column[i] * coefficient.Value.GetDouble();
            }
        }

        return sum;
    }

    /// <summary>Relative difference, absolute below 1: R prints 15 digits, so a value near 0 carries its rounding.</summary>
    public static void Close(double expected, double actual, double tolerance, string what)
    {
        if (double.IsNaN(expected))
        {
            Assert.True(double.IsNaN(actual), string.Create(CultureInfo.InvariantCulture, $"{what}: expected NA, got {actual:R}"));
            return;
        }

        var difference = Math.Abs(expected - actual);
        var scale = Math.Max(Math.Abs(expected), 1e-3);
        Assert.True(
            difference <= tolerance * scale,
            string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, got {actual:R}, relative difference {difference / scale:E2}"));
    }

    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Close(expected[i], actual[i], tolerance, $"{what}[{i}]");
        }
    }
}
