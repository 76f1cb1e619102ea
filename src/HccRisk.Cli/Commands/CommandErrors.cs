using System.Reflection;
using System.Text.Json;
using HccRisk.Core.Naming;

namespace HccRisk.Cli.Commands;

/// <summary>
/// Exit codes and one-line messages: 0 done; 2 the input or the command line is wrong; 42 done, but an item (a patient, a slide) could not be; 75 the machine was in the way
/// and the same command may succeed later; 130 stopped by the user; 1 anything else.
/// </summary>
internal static class CommandErrors
{
    public const int Done = 0;
    public const int WrongInput = 2;
    public const int BadItem = 42;
    public const int TryAgain = 75;
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

            var again = IsPassing(cause);
            var wrong = !again && IsInput(cause);
            await Console.Error.WriteLineAsync($"error: {OneLine(again ? $"{Passing(cause)}: try again" : wrong ? MessageOf(cause) : Describe(cause))}");
            if (verbose)
            {
                await Console.Error.WriteLineAsync(e.ToString());
            }

            return again ? TryAgain : wrong ? WrongInput : Fault;
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

    /// <summary>How many of the items asked for could be done, as an exit code.</summary>
    /// <param name="done">Items done.</param>
    /// <param name="failed">Items that could not be.</param>
    public static int CodeOf(int done, int failed) => failed == 0 ? Done : done > 0 ? BadItem : WrongInput;

    /// <summary>What no input is to blame for and may be gone in a while: a file that another program holds, a full disk, too little memory.</summary>
    private static bool IsPassing(Exception e) => e is OutOfMemoryException || (e is IOException && e.GetType() == typeof(IOException) && (OperatingSystem.IsWindows()
        ? e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or unchecked((int)0x80070070)
        : e.HResult is 11 or 28 or 35 or 122));

    private static string Passing(Exception e) => e is OutOfMemoryException ? "there is not enough memory" : e.Message.TrimEnd('.');

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

    private static string Describe(Exception e) =>
        $"a fault of hccrisk, please report it with the command line ({e.GetType().Name}: {e.Message}; --verbose shows where)";

    private static string OneLine(string message) => CommandWords.Of(Excerpt.Of(message, MostOfMessage).ReplaceLineEndings(" "));
}
