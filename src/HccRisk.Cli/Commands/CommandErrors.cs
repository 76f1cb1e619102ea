using System.Reflection;
using System.Text.Json;
using HccRisk.Core.Naming;

namespace HccRisk.Cli.Commands;

/// <summary>Exit codes and one-line messages: 0 done, 2 the input is wrong, 130 stopped by the user, 1 anything else.</summary>
internal static class CommandErrors
{
    public const int WrongInput = 2;
    public const int Fault = 1;
    public const int Stopped = 130;

    /// <summary>Messages list faults and names; beyond this they quote a file.</summary>
    private const int MostOfMessage = 5000;

    /// <param name="run">The command.</param>
    /// <param name="verbose">Whether to say also where in the program it went wrong.</param>
    public static async Task<int> Guard(Func<Task<int>> run, bool verbose = false)
    {
        try
        {
            return await run();
        }
        catch (Exception e)
        {
            var cause = CauseOf(e);
            if (cause is OperationCanceledException)
            {
                await Console.Error.WriteLineAsync("Stopped. What was extracted is kept: run the same command again to go on.");
                return Stopped;
            }

            var wrong = IsInput(cause);
            await Console.Error.WriteLineAsync($"error: {OneLine(wrong ? MessageOf(cause) : Describe(cause))}");
            if (verbose)
            {
                await Console.Error.WriteLineAsync(e.ToString());
            }

            return wrong ? WrongInput : Fault;
        }
    }

    /// <summary>What went wrong, without the wrappers of parallel loops, ML.NET's threads, reflection and static constructors.</summary>
    private static Exception CauseOf(Exception e) => e switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => CauseOf(first),
        TargetInvocationException { InnerException: { } inner } => CauseOf(inner),
        InvalidOperationException { InnerException: { } inner } when e.Message.StartsWith("Splitter/consolidator", StringComparison.Ordinal) => CauseOf(inner),
        TypeInitializationException { InnerException: { } inner } => CauseOf(inner),
        _ => e,
    };

    /// <summary>
    /// The libraries refuse input by exceptions of their own and by those of the platform; an invalid operation of the platform is a fault of ours.
    /// </summary>
    private static bool IsInput(Exception e) =>
        IsOurs(e.GetType())
        || e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException or NotSupportedException or ArgumentException
        || (e is InvalidOperationException && IsOurs(e.TargetSite?.DeclaringType));

    private static bool IsOurs(Type? type) => type?.Assembly.GetName().Name?.StartsWith("HccRisk.", StringComparison.Ordinal) == true;

    /// <summary>Without the name of a parameter, which is the library's and no option.</summary>
    public static string MessageOf(Exception e) => e is ArgumentException { ParamName: { } name }
        ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : e.Message;

    private static string Describe(Exception e) => e is OutOfMemoryException
        ? "there is not enough memory"
        : $"a fault of hccrisk, please report it with the command line ({e.GetType().Name}: {e.Message}; --verbose shows where)";

    private static string OneLine(string message) => CommandWords.Of(Excerpt.Of(message, MostOfMessage).ReplaceLineEndings(" "));
}
