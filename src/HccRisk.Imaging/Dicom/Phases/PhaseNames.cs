namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>The names of phases in manifests, phase files and file names.</summary>
public static class PhaseNames
{
    private static readonly (ContrastPhase Phase, string Name)[] Known =
    [
        (ContrastPhase.PreContrast, "pre"), (ContrastPhase.EarlyArterial, "early_arterial"), (ContrastPhase.Arterial, "arterial"),
        (ContrastPhase.PortalVenous, "portal_venous"), (ContrastPhase.Delayed, "delayed"), (ContrastPhase.Hepatobiliary, "hepatobiliary"),
        (ContrastPhase.Subtraction, "subtraction"), (ContrastPhase.T2, "t2"), (ContrastPhase.Dwi, "dwi"), (ContrastPhase.Adc, "adc"),
        (ContrastPhase.InPhase, "in_phase"), (ContrastPhase.OpposedPhase, "opposed_phase"),
    ];

    /// <summary>Every name.</summary>
    public static IEnumerable<string> All => Known.Select(known => known.Name);

    /// <summary>The name of a phase; empty for <see cref="ContrastPhase.Unknown"/>.</summary>
    public static string Of(ContrastPhase phase) => Array.Find(Known, known => known.Phase == phase).Name ?? "";

    /// <summary>The phase of a name, upper and lower case alike; null when there is none.</summary>
    public static ContrastPhase? Find(string name) =>
        Array.Find(Known, known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found ? found.Phase : null;
}
