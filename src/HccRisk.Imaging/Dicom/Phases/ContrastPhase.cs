namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>When a volume was taken, relative to the contrast agent; or that it is of a sequence that has no such phase.</summary>
public enum ContrastPhase
{
    /// <summary>The rules do not tell, or the volume is not to be used.</summary>
    Unknown,

    /// <summary>Before the injection.</summary>
    PreContrast,

    /// <summary>Early arterial: the hepatic artery enhances, the portal vein does not.</summary>
    EarlyArterial,

    /// <summary>Late arterial, or arterial without saying which: 20 to 50 seconds after the injection.</summary>
    Arterial,

    /// <summary>Portal venous: 50 seconds to 2 minutes.</summary>
    PortalVenous,

    /// <summary>Delayed, equilibrium or, with a hepatobiliary agent, transitional: 2 to 10 minutes.</summary>
    Delayed,

    /// <summary>Hepatobiliary: 10 minutes or more after a hepatobiliary agent.</summary>
    Hepatobiliary,

    /// <summary>A difference of two phases, which is no phase.</summary>
    Subtraction,

    /// <summary>T2-weighted, no contrast phase.</summary>
    T2,

    /// <summary>Diffusion-weighted, no contrast phase.</summary>
    Dwi,

    /// <summary>Map of the apparent diffusion coefficient, no contrast phase.</summary>
    Adc,

    /// <summary>In-phase of a chemical shift sequence, no contrast phase.</summary>
    InPhase,

    /// <summary>Opposed phase of a chemical shift sequence, no contrast phase.</summary>
    OpposedPhase,
}
