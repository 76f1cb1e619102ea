namespace HccRisk.Cli.Commands;

/// <summary>Messages of the library in the words of the command line: what a message would have a caller set, it has a user type.</summary>
internal static class CommandWords
{
    /// <summary>The option that brings masks onto the image's grid.</summary>
    public const string ResampleMask = "--resample-mask";

    private static readonly (string Library, string Command)[] Words =
    [
        ("RadiomicsOptions.ResampleMasks", ResampleMask),
        ("in SlideOpenOptions.MicronsPerPixel (ScaleFromObjective takes it from the objective where that is known to hold)", "by --slide-mpp or --objective"),
        ("read them with SeriesOptions.Irregular = Interpolate, or complete the series", "complete the series, or resample it to even slices first"),
        ("MainHorizon is", "--main-horizon is"),
        ("give it as a score", "give it as a score (--models NAME=COLUMN@score)"),
        ("say at which horizon", "say at which horizon (--models NAME=COLUMN@HORIZON)"),
        ("give it with a minus sign", "give it with a minus sign (--models NAME=-COLUMN)"),
        ("give 1 minus them", "give 1 minus them (--models NAME=1-COLUMN@HORIZON)"),
        ("Declare them as competing", "Declare them (--competing)"),
        ("validate any event together", "validate any event together (--cause any)"),
        ("choose the cause among them", "choose the cause among them (--cause)"),
        ("Competing has", "--competing has"),
        ("Choose a shorter horizon", "Choose a shorter one (--horizons)"),
    ];

    public static string Of(string message) => Words.Aggregate(message, (text, pair) => text.Replace(pair.Library, pair.Command, StringComparison.Ordinal));
}
