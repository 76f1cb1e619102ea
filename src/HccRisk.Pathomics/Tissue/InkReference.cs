using HccRisk.Pathomics.Stain;

namespace HccRisk.Pathomics.Tissue;

/// <summary>
/// What the stains of one slide look like, and by that what is ink there. In optical-density space (Lambert and Beer) a mixture of
/// haematoxylin and eosin lies in the cone of their two directions, whose ratios of red and blue to green differ from laboratory to laboratory,
/// as does the density: ink is told by what lies outside this slide's cone, or is denser than its sections are thick: at the eosin end more than at the other, for only
/// nuclei are dense. How dark all of a
/// slide is stained changes nothing.
/// </summary>
/// <param name="Density">Median total optical density (red, green and blue added) of stained tissue.</param>
/// <param name="MaxRed">Largest ratio of red to green density that haematoxylin reaches.</param>
/// <param name="MaxBlue">Largest ratio of blue to green density that eosin and blood reach.</param>
/// <param name="Eosin">Median ratio of blue to green density of eosin.</param>
/// <param name="MinBlue">Smallest ratio of blue to green density that the stains mix to where there is no red; 0 when not known.</param>
/// <param name="BlueSlope">What is added to that for each unit of the ratio of red to green.</param>
/// <param name="LeastRed">Smallest ratio of red to green density that eosin has; 0 when not known.</param>
/// <param name="PaleRed">Ratio of red to green density that three quarters of the tissue exceed: where it is mostly eosin; 0 when not known.</param>
/// <param name="MidRed">Median ratio of red to green density.</param>
internal readonly record struct InkReference(double Density, double MaxRed, double MaxBlue, double Eosin, double MinBlue, double BlueSlope, double LeastRed, double PaleRed, double MidRed)
{
    private const int Bins = 1024;

    /// <summary>How many times as dense as eosin a section's nuclei are at the most, at the scale of a whole slide's picture.</summary>
    private const double DensestOfEosin = 2.5;

    /// <summary>Least part of a picture from which its stains are learned.</summary>
    private const double LeastTissue = 0.005;

    private static readonly float[] Table = [.. Enumerable.Range(0, 256).Select(v => (float)StainMatrix.OpticalDensity((byte)v))];

    /// <summary>Of a tile whose slide is not known: haematoxylin as blue as laboratories make it.</summary>
    public static InkReference Unknown { get; } = new(0.8, 1.25, 0.85, 0.65, 0, 0, 0, 0, 0.5);

    /// <summary>Of a picture without tissue.</summary>
    private static InkReference Typical { get; } = new(0.8, 0.95, 0.82, 0.65, 0, 0, 0, 0, 0.5);

    /// <summary>
    /// Micrometres per pixel of the picture it was learned from and holds for: there nearly every pixel mixes the stains, where smaller ones may be
    /// haematoxylin alone, which is as blue as ink.
    /// </summary>
    public double MicronsPerPixel { get; init; } = 8;

    /// <summary>
    /// The same for the few pixels of a tile, which are too few to tell a lake of blood, or eosin without a nucleus, from red ink: no limits there but
    /// those of colour.
    /// </summary>
    public InkReference OfTile() => this with { LeastRed = 0, PaleRed = 0 };

    /// <summary>
    /// The same for pixels smaller than a cell, which alone may be as red as eosin gets, or as dense as a nucleus or a blood cell: only colours no
    /// part of a cell has are ink.
    /// </summary>
    public InkReference OfCells() => this with { MinBlue = 0, BlueSlope = 0, LeastRed = 0, PaleRed = 0 };

    /// <summary>Learns the stains from the pixels of a whole slide that can only be tissue.</summary>
    /// <param name="rgb">The picture.</param>
    /// <param name="ink">Pixels known to be ink, which teach nothing.</param>
    public static InkReference Of(ReadOnlySpan<byte> rgb, ReadOnlySpan<bool> ink)
    {
        // Ink may cover as much of a slide as the section does: what is of one density, or far denser than the eosin, teaches nothing.
        var even = new EvenColours();
        for (var i = 0; i < rgb.Length; i += 3)
        {
            float r = Table[rgb[i]], g = Math.Max(0.02f, Table[rgb[i + 1]]), b = Table[rgb[i + 2]];
            if (!ink[i / 3] && IsTissue(r, g, b))
            {
                even.Add(r / g, b / g, r + g + b);
            }
        }

        even.Find();
        var most = DensestOfEosin * Math.Max(0.25, MedianOfEosin(rgb, ink, even));
        long[] densities = new long[Bins], reds = new long[Bins], blues = new long[Bins];
        var line = new StainLine();
        long count = 0, eosin = 0;
        for (var i = 0; i < rgb.Length; i += 3)
        {
            float r = Table[rgb[i]], g = Math.Max(0.02f, Table[rgb[i + 1]]), b = Table[rgb[i + 2]];
            var (red, blue) = (r / g, b / g);
            if (!ink[i / 3] && r + g + b <= most && IsTissue(r, g, b) && !even.Has(red, blue))
            {
                count++;
                densities[(int)Math.Min(Bins - 1, (r + g + b) * 140)]++;
                reds[(int)(red * 700)]++;
                line.Add(red, blue);
                if (red < 0.5f)
                {
                    eosin++;
                    blues[(int)(blue * 1000)]++;
                }
            }
        }

        if (count < LeastTissue * rgb.Length / 3)
        {
            return Typical;
        }

        var density = Quantile(densities, count, 0.5) / 140;
        var blueOfEosin = eosin > 50 ? Quantile(blues, eosin, 0.5) / 1000 : Typical.Eosin;
        if (blueOfEosin > 0.75 && density > 1.4)
        {
            // All of it is as dense and as red as ink is.
            return Typical;
        }

        var (pale, middle, dark) = (Quantile(reds, count, 0.25) / 700, Quantile(reds, count, 0.5) / 700, Quantile(reds, count, 0.75) / 700);
        var (slope, height, width) = line.Fit(middle);
        return new InkReference(
            density,
            Math.Clamp(1.5 * dark, Typical.MaxRed, 1.35),
            Math.Clamp(1.25 * blueOfEosin, Typical.MaxBlue, 0.95),
            blueOfEosin,
            height - Math.Max(0.15 * (height + (slope * middle)), 6 * width),
            slope,
            0.3 * middle,
            pale,
            middle);
    }

    /// <summary>Median density of what has too little red density to be a blue, green or black ink; without any of it no limit.</summary>
    private static double MedianOfEosin(ReadOnlySpan<byte> rgb, ReadOnlySpan<bool> ink, EvenColours even)
    {
        var densities = new long[Bins];
        var count = 0L;
        for (var i = 0; i < rgb.Length; i += 3)
        {
            float r = Table[rgb[i]], g = Math.Max(0.02f, Table[rgb[i + 1]]), b = Table[rgb[i + 2]];
            if (!ink[i / 3] && r < 0.8f * g && IsTissue(r, g, b) && !even.Has(r / g, b / g))
            {
                count++;
                densities[(int)Math.Min(Bins - 1, (r + g + b) * 140)]++;
            }
        }

        return count < LeastTissue * rgb.Length / 3 ? double.PositiveInfinity : Quantile(densities, count, 0.5) / 140;
    }

    private static bool IsTissue(float r, float g, float b) =>
        r + g + b > 0.25f && r < 1.35f * g && !IsGrey(r, g, b) && (r >= 0.5f * g || b <= 0.9f * g);

    /// <summary>The ink that gives a pixel its colour. Red ink alone is much like blood: only a large area of it is a mark.</summary>
    public PenMark Classify(byte red, byte green, byte blue)
    {
        float r = Table[red], g = Math.Max(0.02f, Table[green]), b = Table[blue];
        var density = r + g + b;
        if (density < Math.Max(0.15, 0.3 * Density))
        {
            return PenMark.None;
        }

        var (redShare, blueShare) = (r / g, b / g);

        // The denser the less is left to chance: ink on tissue is as blue as haematoxylin, and far denser.
        if (redShare > MaxRed || (density > 3 * Density && redShare > 0.88 * MaxRed))
        {
            return b < 0.27f * r ? PenMark.Blue : IsGrey(r, g, b) ? PenMark.Black : PenMark.Green;
        }

        // Red ink takes blue much as green, or all of green and no red; eosin leaves more blue, and no section is without haematoxylin. Brown
        // takes more blue than green, as no stain does that takes red. What is dense without nuclei is ink, or a lake of blood.
        var isRed = redShare < 0.5 && blueShare > MaxBlue;
        var isRedOnTissue = density > 2.2 * Density && redShare < 0.4 && blueShare > 1.12 * Eosin;
        var isPureRed = (redShare < 0.13 && g > Math.Max(0.5, 0.8 * Density)) || (redShare < LeastRed && density > 0.5 * Density);
        var isBrown = PaleRed > 0 && redShare >= 0.5 && blueShare > 1.1 * MaxBlue && !IsGrey(r, g, b);
        if (isRed || isRedOnTissue || isPureRed || isBrown || density > Densest(redShare))
        {
            return PenMark.Red;
        }

        // Purple and magenta are mixtures of the stains to the eye, but take far less blue than the stains of most laboratories.
        if (blueShare < MinBlue + (BlueSlope * redShare))
        {
            return PenMark.Blue;
        }

        // Black ink takes all colours alike. What is five times as dense as the section is dirt if it is not ink.
        return (IsGrey(r, g, b) && density > Math.Max(0.4, 0.75 * Density)) || density > 5 * Density ? PenMark.Black : PenMark.None;
    }

    /// <summary>How dense tissue of so much red to green is: eosin is thin, only nuclei are dense. What is denser and as pink is ink, or much blood.</summary>
    private double Densest(double redShare) => PaleRed == 0
        ? double.PositiveInfinity
        : Density * (2.15 + (1.2 * Math.Max(0, redShare - PaleRed) / Math.Max(0.05, MidRed - PaleRed)));

    /// <summary>Total optical density of a pixel.</summary>
    public static float Total(byte red, byte green, byte blue) => Table[red] + Table[green] + Table[blue];

    private static bool IsGrey(float r, float g, float b) => Math.Min(r, Math.Min(g, b)) > 0.74f * Math.Max(r, Math.Max(g, b));

    private static double Quantile(long[] histogram, long count, double part)
    {
        var seen = 0L;
        for (var i = 0; i < histogram.Length; i++)
        {
            seen += histogram[i];
            if (seen >= part * count)
            {
                return i + 0.5;
            }
        }

        return histogram.Length;
    }
}
