namespace HccRisk.Studies.Synthetic;

/// <summary>What synthetic cohort to make.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Seed of everything; a patient depends on the seed, the site and the index alone. Default 7.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Patients at the development site TJ, 1 to 9999. Default 462.</summary>
    public int Development { get; init; } = 462;

    /// <summary>Patients at the external site SYSMH, 0 to 9999. Default 117.</summary>
    public int External { get; init; } = 117;

    /// <summary>Voxels along x and along y of the MR volumes, 32 to 256; the field of view is 160 mm. Default 80 (2 mm).</summary>
    public int MriMatrix { get; init; } = 80;

    /// <summary>Slices of the MR volumes, 16 to 128; they cover 120 mm. Default 40 (3 mm).</summary>
    public int MriSlices { get; init; } = 40;

    /// <summary>Width and height of the slides in pixels of 0.5 micrometres, a multiple of 64 from 256 to 8192. Default 2048.</summary>
    public int SlidePixels { get; init; } = 2048;

    /// <summary>Patients made at the same time, at least 1. Default: the number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message names them all.</exception>
    public void Validate()
    {
        List<string> faults = [];
        Check(nameof(Development), Development, 1, 9999);
        Check(nameof(External), External, 0, 9999);
        Check(nameof(MriMatrix), MriMatrix, 32, 256);
        Check(nameof(MriSlices), MriSlices, 16, 128);
        Check(nameof(SlidePixels), SlidePixels, 256, 8192);
        Check(nameof(MaxParallelism), MaxParallelism, 1, 1024);
        if (SlidePixels % 64 != 0)
        {
            faults.Add(FormattableString.Invariant($"{nameof(SlidePixels)} is {SlidePixels}, not a multiple of 64"));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Synthetic options: " + string.Join("; ", faults) + ".");
        }

        void Check(string name, int value, int low, int high)
        {
            if (value < low || value > high)
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}, not between {low} and {high}"));
            }
        }
    }
}
