namespace HccRisk.Core.Errors;

/// <summary>A file is of a kind that a program or library reads which is not installed: says nothing about its content.</summary>
public sealed class MissingSoftwareException : NotSupportedException
{
    /// <summary>Creates the exception without a message.</summary>
    public MissingSoftwareException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing, and how to install it.</param>
    public MissingSoftwareException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing, and how to install it.</param>
    /// <param name="innerException">The cause.</param>
    public MissingSoftwareException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
