using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>
/// How a tumour looks under the microscope. Nuclear density, size and its variation, and solid against trabecular growth each
/// carry the patient's slide marker and noise of their own; fat, lymphocytes and staining carry none of it.
/// </summary>
internal sealed record TissueTraits
{
    /// <summary>Tumour nuclei a square millimetre where there are cells.</summary>
    public required double Density { get; init; }

    /// <summary>Median nuclear radius, micrometres.</summary>
    public required double Radius { get; init; }

    /// <summary>SD of the logarithm of the nuclear radius.</summary>
    public required double Pleomorphism { get; init; }

    /// <summary>Half the width of the gaps between trabeculae over their distance; near zero is solid growth.</summary>
    public required float Gap { get; init; }

    /// <summary>Lymphocytes a square millimetre.</summary>
    public required double Lymphocytes { get; init; }

    /// <summary>Fat vacuoles a square millimetre.</summary>
    public required double Vacuoles { get; init; }

    /// <summary>Draws the traits of a marker, -3 to 3.</summary>
    public static TissueTraits Draw(double z, SyntheticRandom random)
    {
        return new TissueTraits
        {
            Density = 2600 * Math.Exp((.26 * z) + (.16 * random.Normal())),
            Radius = 3.7 * Math.Exp((.06 * z) + (.065 * random.Normal())),
            Pleomorphism = .16 * Math.Exp((.33 * z) + (.20 * random.Normal())),
            Gap = (float)(.11 * Math.Exp((-.36 * z) + (.22 * random.Normal()))),
            Lymphocytes = random.Chance(.3) ? random.Uniform(100, 500) : random.Uniform(0, 60),
            Vacuoles = random.Chance(.25) ? random.Uniform(60, 300) : random.Uniform(0, 15),
        };
    }
}
