namespace HccRisk.Radiomics.Habitats;

/// <summary>How habitats are learned from voxels of training patients, and what is measured of them.</summary>
public sealed record HabitatOptions
{
    /// <summary>
    /// How images are prepared and features inside habitats computed. Habitats are of the voxels as they are, before resampling, re-segmentation and filters.
    /// A phase counts as much as its intensities differ in these units. Default: z-scores of the image; those of a reference tissue are less at the mercy of what
    /// else the image shows, and their unit is the noise and texture of that tissue in the phase.
    /// </summary>
    public RadiomicsOptions Images { get; init; } = new() { Normalisation = IntensityNormalisation.ZScoreImage };

    /// <summary>Families measured inside each habitat, in every phase; <see cref="RadiomicsFamilies.None"/> for none. Default: statistics and co-occurrence.</summary>
    public RadiomicsFamilies Inside { get; init; } = RadiomicsFamilies.Statistics | RadiomicsFamilies.Glcm;

    /// <summary>Voxels from which on a habitat of a patient is measured inside, 1 or more. Default 64.</summary>
    public int LeastVoxels { get; init; } = 64;

    /// <summary>Least number of habitats tried, 2 to 10. Default 2.</summary>
    public int Fewest { get; init; } = 2;

    /// <summary>Greatest number of habitats tried, <see cref="Fewest"/> to 10; the same: no choice. Default 6.</summary>
    public int Most { get; init; } = 6;

    /// <summary>How their number is chosen. Default: Caliński and Harabasz.</summary>
    public HabitatCriterion Criterion { get; init; }

    /// <summary>Voxels of one patient that are learned from, 10 or more, evenly spaced over the lesion. Default 5,000.</summary>
    public int VoxelsPerPatient { get; init; } = 5_000;

    /// <summary>Voxels of all patients that are learned from, 100 or more, as many of each as there is room for. Default 20,000.</summary>
    public int Voxels { get; init; } = 20_000;

    /// <summary>Starts of the clustering for each number, 1 or more; the tightest counts. Default 20.</summary>
    public int Repeats { get; init; } = 20;

    /// <summary>Seed of the starts. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message names them all.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(FormattableString.Invariant(fault));
            }
        }

        Require((Inside | RadiomicsFamilies.All) == RadiomicsFamilies.All && !Inside.HasFlag(RadiomicsFamilies.MultiPhase), $"Inside is {Inside}: known families, without the multi-phase one");
        Require(LeastVoxels >= 1, $"LeastVoxels is {LeastVoxels}: 1 or more");
        Require(Fewest is >= 2 and <= 10, $"Fewest is {Fewest}: 2 to 10");
        Require(Most >= Fewest && Most <= 10, $"Most is {Most}: {Fewest} to 10");
        Require(Enum.IsDefined(Criterion), $"Criterion is {(int)Criterion}: not a known value");
        Require(VoxelsPerPatient >= 10, $"VoxelsPerPatient is {VoxelsPerPatient}: 10 or more");
        Require(Voxels >= 100, $"Voxels is {Voxels}: 100 or more");
        Require(Repeats >= 1, $"Repeats is {Repeats}: 1 or more");
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The habitat options are not valid: {string.Join("; ", faults)}.");
        }

        Images.Validate();
    }
}
