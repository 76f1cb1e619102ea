using HccRisk.Core.Errors;

namespace HccRisk.Survival.Tuning;

/// <summary>A file of trials cannot be gone on with: it is of another search, or damaged.</summary>
public sealed class TrialRecordException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    public TrialRecordException()
        : this("The record of trials cannot be gone on with.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which file, what is wrong with it and what to do.</param>
    public TrialRecordException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which file, what is wrong with it and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TrialRecordException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
