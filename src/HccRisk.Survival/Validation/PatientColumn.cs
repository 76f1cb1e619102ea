using System.Globalization;

namespace HccRisk.Survival.Validation;

/// <summary>A column of the patients as it is written in their table.</summary>
/// <param name="Name">Its heading or label.</param>
/// <param name="Values">One text a patient; empty where the value is missing.</param>
public sealed record PatientColumn(string Name, IReadOnlyList<string> Values)
{
    /// <summary>A column of numbers.</summary>
    /// <param name="name">Its heading or label.</param>
    /// <param name="values">One number a patient; NaN where it is missing.</param>
    /// <returns>The column.</returns>
    public static PatientColumn OfNumbers(string name, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new PatientColumn(name, [.. values.Select(v => double.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture))]);
    }
}
