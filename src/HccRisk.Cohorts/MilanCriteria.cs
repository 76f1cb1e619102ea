namespace HccRisk.Cohorts;

/// <summary>
/// The Milan criteria: one tumour of at most 5 cm, or at most three of at most 3 cm each, without vascular invasion or extrahepatic
/// spread (Mazzaferro et al., N Engl J Med 1996;334:693-699). Both limits are included, as in the original.
/// </summary>
public static class MilanCriteria
{
    /// <summary>Whether findings are within the criteria.</summary>
    /// <param name="largestCm">Largest diameter in centimetres, above zero (zero with extrahepatic disease alone).</param>
    /// <param name="count">Number of tumours in the liver.</param>
    /// <param name="vascularInvasion">Macrovascular invasion.</param>
    /// <param name="extrahepatic">Disease outside the liver.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or NaN, or the count is negative.</exception>
    public static bool IsWithin(double largestCm, int count, bool vascularInvasion, bool extrahepatic)
    {
        if (!(largestCm >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(largestCm), largestCm, "the largest diameter is a number of centimetres, zero or more");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Classify(largestCm, count, vascularInvasion ? 1 : 0, extrahepatic ? 1 : 0)!.Value;
    }

    /// <summary>The same with NaN for unknown: null when the known findings leave it open.</summary>
    internal static bool? Classify(double largestCm, double count, double vascularInvasion, double extrahepatic)
    {
        if (vascularInvasion == 1 || extrahepatic == 1 || largestCm > 5 || count > 3 || (count > 1 && largestCm > 3))
        {
            return false;
        }

        var known = vascularInvasion == 0 && extrahepatic == 0 && !double.IsNaN(largestCm);
        return known && count <= 3 ? true : null;
    }
}
