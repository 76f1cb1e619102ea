namespace HccRisk.Cli.Commands.Doctor;

/// <summary>Looks at one thing.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Look">Returns what was found; null where it is absent. What it throws is a failure.</param>
/// <param name="Remedy">What to do where it is absent; null where that cannot be.</param>
internal sealed record Check(string Name, Func<string?> Look, string? Remedy = null)
{
    public Finding Run()
    {
        try
        {
            return Look() is { } found ? new Finding(Name, CheckState.Works, found) : new Finding(Name, Remedy is null ? CheckState.Broken : CheckState.Absent, Remedy ?? "not found");
        }
        catch (Exception e)
        {
            var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            return new Finding(Name, CheckState.Broken, cause.Message.ReplaceLineEndings(" "));
        }
    }
}
