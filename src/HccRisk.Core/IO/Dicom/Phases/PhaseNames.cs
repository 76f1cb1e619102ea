namespace HccRisk.Core.IO.Dicom.Phases;

/// <summary>The names of phases in manifests, phase files and file names.</summary>
internal static class PhaseNames
{
    private static readonly (ContrastPhase Phase, string Name)[] Known =
    [
        (ContrastPhase.PreContrast, "pre"), (ContrastPhase.EarlyArterial, "early_arterial"), (ContrastPhase.Arterial, "arterial"),
        (ContrastPhase.PortalVenous, "portal_venous"), (ContrastPhase.Delayed, "delayed"), (ContrastPhase.Hepatobiliary, "hepatobiliary"),
        (ContrastPhase.Subtraction, "subtraction"), (ContrastPhase.T2, "t2"), (ContrastPhase.Dwi, "dwi"), (ContrastPhase.Adc, "adc"),
        (ContrastPhase.InPhase, "in_phase"), (ContrastPhase.OpposedPhase, "opposed_phase"),
    ];

    internal static IEnumerable<string> All => Known.Select(known => known.Name);

    /// <summary>Empty for <see cref="ContrastPhase.Unknown"/>.</summary>
    internal static string Of(ContrastPhase phase) => Array.Find(Known, known => known.Phase == phase).Name ?? "";

    internal static ContrastPhase? Find(string name) =>
        Array.Find(Known, known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found ? found.Phase : null;
}
