namespace HccRisk.Studies.Results;

/// <summary>One number with its uncertainty, or the reason why it cannot be estimated.</summary>
/// <param name="Value">The value; null when not estimable.</param>
/// <param name="StandardError">Standard error, or null where the method gives none.</param>
/// <param name="Lower">Lower 95 % confidence limit, or null.</param>
/// <param name="Upper">Upper 95 % confidence limit, or null.</param>
/// <param name="Method">Name of the estimator and of its interval.</param>
/// <param name="NotEstimable">Why there is no value, in words; null when there is one.</param>
public sealed record Estimate(double? Value, double? StandardError, double? Lower, double? Upper, string Method, string? NotEstimable = null)
{
    /// <summary>An estimate that cannot be made.</summary>
    /// <param name="method">Name of the estimator.</param>
    /// <param name="reason">Why, in words.</param>
    public static Estimate None(string method, string reason) => new(null, null, null, null, method, reason);
}
