namespace HccRisk.Core.IO.Dicom.Phases;

/// <summary>When a volume was taken, relative to the contrast agent.</summary>
public enum ContrastPhase
{
    /// <summary>The rules do not tell.</summary>
    Unknown,

    /// <summary>Before the injection.</summary>
    PreContrast,

    /// <summary>Early arterial: the hepatic artery enhances, the portal vein does not.</summary>
    EarlyArterial,

    /// <summary>Late arterial, or arterial without saying which: 20 to 50 seconds after the injection.</summary>
    Arterial,

    /// <summary>Portal venous: 50 to 100 seconds.</summary>
    PortalVenous,

    /// <summary>Delayed, equilibrium or, with a hepatobiliary agent, transitional: 100 seconds to 10 minutes.</summary>
    Delayed,

    /// <summary>Hepatobiliary: 10 minutes or more after a hepatobiliary agent.</summary>
    Hepatobiliary,

    /// <summary>A difference of two phases, which is no phase.</summary>
    Subtraction,
}
