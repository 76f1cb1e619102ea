namespace HccRisk.Radiomics;

/// <summary>Which series play which part in <see cref="RadiomicsFamilies.MultiPhase"/>; a part whose series is not given has no columns.</summary>
public sealed record PhaseOptions
{
    /// <summary>Name of the series before contrast. Default <c>pre</c>.</summary>
    public string PreContrast { get; init; } = "pre";

    /// <summary>Name of the arterial phase. Default <c>arterial</c>.</summary>
    public string Arterial { get; init; } = "arterial";

    /// <summary>Name of the portal venous phase. Default <c>portal_venous</c>.</summary>
    public string PortalVenous { get; init; } = "portal_venous";

    /// <summary>Name of the delayed phase. Default <c>delayed</c>.</summary>
    public string Delayed { get; init; } = "delayed";

    /// <summary>Width of the shell outside the lesion that it is compared with, millimetres, above 0 and at most 100. Default 5.</summary>
    public double RimWidth { get; init; } = 5;
}
