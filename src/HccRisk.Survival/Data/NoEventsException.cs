using HccRisk.Core.Errors;

namespace HccRisk.Survival.Data;

/// <summary>Nobody had the event, so there is nothing to estimate.</summary>
public sealed class NoEventsException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    public NoEventsException()
        : this("Nobody had the event: every patient is censored.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked for and how many patients there were.</param>
    public NoEventsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked for and how many patients there were.</param>
    /// <param name="innerException">The cause.</param>
    public NoEventsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
