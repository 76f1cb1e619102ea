namespace HccRisk.Cli.Commands.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">How it ended.</param>
/// <param name="Text">Version, place or remedy.</param>
internal sealed record Finding(string Name, CheckState State, string Text)
{
    /// <summary>The state in a word.</summary>
    public string Word => State switch { CheckState.Works => "ok", CheckState.Absent => "absent", _ => "FAILED" };
}
