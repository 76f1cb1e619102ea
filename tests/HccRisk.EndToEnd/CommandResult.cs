using Xunit;

namespace HccRisk.EndToEnd;

/// <summary>How a program ended and what it printed.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails the test, showing what was printed, unless the program ended well.</summary>
    /// <param name="also">Another code that will do: 42 where some items are bad.</param>
    public CommandResult MustSucceed(int also = 0)
    {
        Assert.True(ExitCode == 0 || ExitCode == also, $"exit code {ExitCode}\n{Output}\n{Errors}");
        return this;
    }
}
