using HccRisk.Core.Errors;

namespace HccRisk.Survival.Data;

/// <summary>Follow-up tells nothing to learn at a horizon: nobody was followed to it, or all whose status is known had the same.</summary>
public sealed class HorizonException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    public HorizonException()
        : this("The follow-up tells nothing at this horizon.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">The columns, the horizon and what there is.</param>
    public HorizonException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">The columns, the horizon and what there is.</param>
    /// <param name="innerException">The cause.</param>
    public HorizonException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
