using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>
/// How a lesion looks. Arterial hyperenhancement, washout, heterogeneity, margin irregularity and the peritumoral corona each
/// carry the patient's MRI marker and noise of their own, so no single one gives it away and together they nearly do.
/// </summary>
internal sealed record LesionTraits
{
    /// <summary>Signal over plain liver in the arterial phase.</summary>
    public required float Arterial { get; init; }

    /// <summary>Signal over plain liver in the portal-venous phase.</summary>
    public required float PortalVenous { get; init; }

    /// <summary>Signal over plain liver in the delayed phase; washout below 1.</summary>
    public required float Delayed { get; init; }

    /// <summary>SD of the texture over the signal of plain liver.</summary>
    public required float Heterogeneity { get; init; }

    /// <summary>Correlation length of the texture, millimetres.</summary>
    public required double TextureMillimetres { get; init; }

    /// <summary>SD of the radius over the mean radius.</summary>
    public required double Irregularity { get; init; }

    /// <summary>Arterial signal of the tissue at the lesion's edge over plain liver, falling off with 5 mm.</summary>
    public required float Corona { get; init; }

    /// <summary>Delayed enhancement of the capsule over plain liver; no part of the marker.</summary>
    public required float Capsule { get; init; }

    /// <summary>Draws the traits of a marker, -3 to 3.</summary>
    public static LesionTraits Draw(double z, SyntheticRandom random)
    {
        return new LesionTraits
        {
            Arterial = (float)(1.34 + (.13 * z) + (.09 * random.Normal())),
            PortalVenous = (float)(1.00 - (.03 * z) + (.05 * random.Normal())),
            Delayed = (float)(.83 - (.06 * z) + (.045 * random.Normal())),
            Heterogeneity = (float)(.12 * Math.Exp((.36 * z) + (.20 * random.Normal()))),
            TextureMillimetres = 7.5 * Math.Exp(.15 * random.Normal()),
            Irregularity = .085 * Math.Exp((.40 * z) + (.22 * random.Normal())),
            Corona = (float)(.12 * Math.Exp((.35 * z) + (.40 * random.Normal()))),
            Capsule = random.Chance(.6) ? (float)random.Uniform(.05, .25) : 0,
        };
    }
}
