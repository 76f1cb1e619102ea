using System.Text.Json.Serialization;

namespace HccRisk.Radiomics.Filters;

/// <summary>Orders of a Riesz transform along each axis (IBSI-2); their sum is 1 to 8.</summary>
/// <param name="X">Order along x, 0 or more.</param>
/// <param name="Y">Order along y, 0 or more.</param>
/// <param name="Z">Order along z, 0 or more; 0 for a filter in slices.</param>
public sealed record RieszOrder(int X, int Y, int Z)
{
    [JsonIgnore]
    internal string Name => FormattableString.Invariant($"_riesz{X}{Y}{Z}");

    internal IEnumerable<string> Faults(bool inSlice) =>
        X >= 0 && Y >= 0 && Z >= 0 && X + Y + Z is >= 1 and <= 8 && (Z == 0 || !inSlice) ? []
            : [FormattableString.Invariant($"Riesz is ({X}, {Y}, {Z}): each 0 or more, their sum 1 to 8, along z 0 in slices")];

    /// <summary>(-i)^L sqrt(L! / (x! y! z!)) times the product of the powers of the frequency's direction; 0 at frequency 0.</summary>
    internal (double Re, double Im) Transfer(double x, double y, double z)
    {
        var length = X + Y + Z;
        var radius = Math.Sqrt((x * x) + (y * y) + (z * z));
        if (radius == 0)
        {
            return default;
        }

        var value = Math.Sqrt(Factorial(length) / (Factorial(X) * Factorial(Y) * Factorial(Z)))
            * Power(x / radius, X) * Power(y / radius, Y) * Power(z / radius, Z);
        return (length % 4) switch { 0 => (value, 0), 1 => (0, -value), 2 => (-value, 0), _ => (0, value) };
    }

    private static double Power(double value, int exponent)
    {
        var power = 1.0;
        for (var i = 0; i < exponent; i++)
        {
            power *= value;
        }

        return power;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
