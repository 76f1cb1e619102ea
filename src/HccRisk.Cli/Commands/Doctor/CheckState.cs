namespace HccRisk.Cli.Commands.Doctor;

/// <summary>How a check ended.</summary>
internal enum CheckState
{
    /// <summary>It works.</summary>
    Works,

    /// <summary>It is not there, and only what needs it is refused.</summary>
    Absent,

    /// <summary>It is needed and does not work.</summary>
    Broken,
}
