using System.Runtime.InteropServices;
using System.Security;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;

namespace HccRisk.Core.Storage;

/// <summary>
/// Tells failures of the machine, which may be over at the next try, from verdicts about the content of files, which hold as long as the files stay
/// as they are. Only verdicts are remembered.
/// </summary>
public static class PassingFailure
{
    /// <summary>What is added to the reason of a failure that is not remembered.</summary>
    public const string Remark = " (this may pass: it is tried again in the next run)";

    /// <summary>
    /// Whether a failure, or what caused it, is one of the machine: a file that is absent or cannot be read, no permission, no memory, no time, a
    /// program or library that is not installed. That a file ends too early is a verdict.
    /// </summary>
    /// <param name="failure">The failure.</param>
    public static bool Is(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            AggregateException several => several.InnerExceptions.Any(Is),
            EndOfStreamException => false,
            IOException or UnauthorizedAccessException or SecurityException or OutOfMemoryException or InsufficientExecutionStackException or TimeoutException
                or OperationCanceledException or ExternalException or MissingSoftwareException or DllNotFoundException or TypeInitializationException => true,
            _ => failure.InnerException is { } cause && Is(cause),
        };
    }
}
