using System.Globalization;

namespace HccRisk.Attainable.Realism;

/// <summary>What of the generators is looked at.</summary>
internal sealed record RealismOptions
{
    /// <summary>Patients of each site whose features are set beside the latents; 0 leaves it out.</summary>
    public int Patients { get; init; } = 200;

    /// <summary>Patients made one after the other to time each generator; 0 leaves it out.</summary>
    public int Timed { get; init; } = 10;

    public int Seed { get; init; } = 7;

    /// <summary>Folder of the features kept.</summary>
    public required string Cache { get; init; }

    /// <summary>Folder for pictures; null for none.</summary>
    public string? Pictures { get; init; }

    /// <summary>Generators looked at.</summary>
    public IReadOnlyList<string> Generators { get; init; } = ["first", "second"];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is not known or has no sound value.</exception>
    public static RealismOptions Parse(IReadOnlyList<string> args, string cache)
    {
        var options = new RealismOptions { Cache = cache };
        for (var i = 0; i < args.Count; i += 2)
        {
            var text = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value");
            options = args[i] switch
            {
                "--patients" => options with { Patients = Number(args[i], text) },
                "--timed" => options with { Timed = Number(args[i], text) },
                "--seed" => options with { Seed = Number(args[i], text) },
                "--cache" => options with { Cache = text },
                "--pictures" => options with { Pictures = text },
                "--generator" => options with { Generators = [text] },
                _ => throw new ArgumentException($"there is no option '{args[i]}'"),
            };
        }

        return options;
    }

    private static int Number(string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new ArgumentException($"{name} is '{text}'; it must be a whole number of 0 or more");
}
