using HccRisk.Core.Errors;

namespace HccRisk.Cohorts;

/// <summary>A value known only after surgery was asked for in a preoperative data set.</summary>
public sealed class AvailabilityException : BadInputException
{
    /// <summary>Creates the exception.</summary>
    public AvailabilityException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which column or table, and what it was asked for.</param>
    public AvailabilityException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which column or table, and what it was asked for.</param>
    /// <param name="innerException">The cause.</param>
    public AvailabilityException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
