using System.Globalization;
using HccRisk.Attainable.Candidates;

namespace HccRisk.Attainable.Running;

/// <summary>What is measured, on how many patients.</summary>
internal sealed record AttainableOptions
{
    public string Generator { get; init; } = "first";

    /// <summary>Folder of the cache.</summary>
    public string Cache { get; init; } = DefaultCache();

    /// <summary>Patients the models are fitted on.</summary>
    public int Development { get; init; } = 462;

    /// <summary>Patients of the shifted site the models are judged on.</summary>
    public int External { get; init; } = 1000;

    /// <summary>Other patients, half of either site, that teach the readable ceiling; 0 leaves it out.</summary>
    public int Others { get; init; } = 5000;

    /// <summary>Draws of the development outcomes under the generator's own truth.</summary>
    public int Redraws { get; init; } = 20;

    /// <summary>Draws under each of the other truths; 0 leaves them out.</summary>
    public int OtherRedraws { get; init; } = 10;

    /// <summary>Repeats of the cross-validation on the real cohort; 0 leaves it out.</summary>
    public int RealRepeats { get; init; } = 5;

    public int Seed { get; init; } = 7;

    /// <summary>Patients made and models fitted at the same time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Candidates that are left out.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Only fills the cache.</summary>
    public bool GenerateOnly { get; init; }

    /// <summary>File the table is written to as well; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is not known or has no sound value.</exception>
    public static AttainableOptions Parse(IReadOnlyList<string> args)
    {
        var options = new AttainableOptions();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (name == "--generate-only")
            {
                options = options with { GenerateOnly = true };
                continue;
            }

            var text = i + 1 < args.Count ? args[++i] : throw new ArgumentException($"{name} has no value");
            options = name switch
            {
                "--generator" => options with { Generator = text },
                "--cache" => options with { Cache = text },
                "--output" => options with { Output = text },
                "--development" => options with { Development = Number(name, text, 20) },
                "--external" => options with { External = Number(name, text, 20) },
                "--others" => options with { Others = Number(name, text, 0) },
                "--redraws" => options with { Redraws = Number(name, text, 1) },
                "--other-redraws" => options with { OtherRedraws = Number(name, text, 0) },
                "--real-repeats" => options with { RealRepeats = Number(name, text, 0) },
                "--without" => options with { Without = [.. options.Without, Candidate(text)] },
                "--threads" => options with { Threads = Number(name, text, 1) },
                "--seed" => options with { Seed = Number(name, text, 0) },
                _ => throw new ArgumentException($"there is no option '{name}'"),
            };
        }

        return options;
    }

    private static int Number(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least
            ? value
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a whole number of {least} or more"));

    private static string Candidate(string name) => CandidateList.All.Any(c => c.Name == name && c != CandidateList.Present && c != CandidateList.Chosen)
        ? name
        : throw new ArgumentException($"--without names no candidate that can be left out: '{name}'");

    private static string DefaultCache() => Environment.GetEnvironmentVariable("HCCRISK_CACHE") is { Length: > 0 } named
        ? named
        : Path.Combine(Path.GetTempPath(), "hccrisk-cache");
}
