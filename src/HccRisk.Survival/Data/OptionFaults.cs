namespace HccRisk.Survival.Data;

/// <summary>Reports every fault of an options record at once.</summary>
internal static class OptionFaults
{
    public static void ThrowIfAny(List<string> faults, string options)
    {
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Invalid {options}: " + string.Join(" ", faults), nameof(options));
        }
    }
}
