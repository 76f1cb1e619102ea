using System.Globalization;

namespace HccRisk.Cohorts;

/// <summary>What someone who knows a scan says of its scale, in place of the file: micrometres per pixel, or the objective they are nominally taken from.</summary>
public sealed record GivenScale
{
    private const double Finest = 0.05;
    private const double Coarsest = 5;
    private const double Weakest = 1;
    private const double Strongest = 100;

    private GivenScale(double micronsPerPixel, double? objectivePower) => (MicronsPerPixel, ObjectivePower) = (micronsPerPixel, objectivePower);

    /// <summary>Micrometres per level-0 pixel; of an objective 10 / its power (40x = 0.25, 20x = 0.5).</summary>
    public double MicronsPerPixel { get; }

    /// <summary>The objective the micrometres are nominally taken from; null when they were given themselves.</summary>
    public double? ObjectivePower { get; }

    /// <summary>A scale given in micrometres per level-0 pixel.</summary>
    /// <param name="micronsPerPixel">0.05 to 5.</param>
    /// <exception cref="ArgumentException">It is no scale of a scanned slide.</exception>
    public static GivenScale OfMicronsPerPixel(double micronsPerPixel) =>
        FaultOfMicrons(micronsPerPixel) is { } fault ? throw new ArgumentException(fault + ".", nameof(micronsPerPixel)) : new GivenScale(micronsPerPixel, null);

    /// <summary>The nominal scale of an objective: cameras and relay lenses differ, so it is rough.</summary>
    /// <param name="power">Magnification, 1 to 100.</param>
    /// <exception cref="ArgumentException">It is no magnification of an objective.</exception>
    public static GivenScale OfObjective(double power) =>
        FaultOfObjective(power) is { } fault ? throw new ArgumentException(fault + ".", nameof(power)) : new GivenScale(NominalMicronsPerPixel(power), power);

    /// <summary>Micrometres per pixel of a scan through an objective, nominally: 10 / power.</summary>
    /// <param name="power">Magnification.</param>
    public static double NominalMicronsPerPixel(double power) => 10 / power;

    /// <summary>Reads the cells <c>mpp</c> and <c>objective</c> of a table; with both, the micrometres are taken.</summary>
    /// <param name="mpp">Micrometres per pixel, 0.05 to 5; empty or <c>NA</c> when not given.</param>
    /// <param name="objective">Magnification, 1 to 100, such as <c>40</c> or <c>40x</c>; empty or <c>NA</c> when not given.</param>
    /// <param name="scale">What is given; null when nothing is.</param>
    /// <returns>What is wrong with the cells, naming the value; null when nothing is.</returns>
    public static string? TryParse(string mpp, string objective, out GivenScale? scale)
    {
        ArgumentNullException.ThrowIfNull(mpp);
        ArgumentNullException.ThrowIfNull(objective);
        scale = null;
        var ofMicrons = Number("mpp", mpp, mpp, out var microns) ?? (microns is { } m ? FaultOfMicrons(m) : null);
        var ofObjective = Number("objective", objective, objective.TrimEnd('x', 'X'), out var power) ?? (power is { } p ? FaultOfObjective(p) : null);
        var fault = ofMicrons ?? ofObjective;
        if (fault is null)
        {
            scale = microns is { } given ? new GivenScale(given, null) : power is { } nominal ? OfObjective(nominal) : null;
        }

        return fault;
    }

    /// <summary>Why a number is no scale of a slide; null when it is one.</summary>
    internal static string? FaultOfMicrons(double mpp) => mpp is >= Finest and <= Coarsest
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"mpp {mpp} is outside {Finest} to {Coarsest} micrometres per pixel");

    /// <summary>Why a number is no magnification; null when it is one.</summary>
    public static string? FaultOfObjective(double power) => power is >= Weakest and <= Strongest
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"objective {power} is outside {Weakest} to {Strongest}");

    private static string? Number(string name, string cell, string text, out double? value)
    {
        value = null;
        if (cell.Length == 0 || cell.Equals("NA", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return $"{name} '{cell}' is not a number{(cell.Contains(',', StringComparison.Ordinal) ? ", write a decimal point" : "")}";
        }

        value = number;
        return null;
    }
}
