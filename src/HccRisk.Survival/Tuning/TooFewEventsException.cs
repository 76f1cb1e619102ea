using HccRisk.Core.Errors;

namespace HccRisk.Survival.Tuning;

/// <summary>There are so few events that a search would choose by chance.</summary>
public sealed class TooFewEventsException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    public TooFewEventsException()
        : this("There are too few events to choose by.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">How many events there are, and what to do instead.</param>
    public TooFewEventsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">How many events there are, and what to do instead.</param>
    /// <param name="innerException">The cause.</param>
    public TooFewEventsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
