using System.CommandLine;
using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>A part of the patients: every N-th, so that parts are of one size whatever the order.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">Of how many.</param>
internal readonly record struct Shard(int Number, int Count)
{
    /// <summary>Everybody.</summary>
    public static Shard All { get; } = new(1, 1);

    /// <summary>Whether it is the one that speaks for all.</summary>
    public bool IsFirst => Number == 1;

    public static Option<string?> Option() => new("--shard") { Description = "Part i/N of the patients, such as 2/8; parts may run at the same time on one store." };

    /// <summary>What an option says; everybody where it says nothing.</summary>
    public static Shard Of(string? text)
    {
        if (text is null)
        {
            return All;
        }

        var parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && number >= 1 && number <= count
            ? new Shard(number, count)
            : throw new StudyProtocolException($"--shard is '{text}'; it must be a part and the number of parts, such as 2/8.");
    }

    public Cohort PartOf(Cohort cohort)
    {
        var (position, part) = (0, this);
        return cohort.Where(_ => position++ % part.Count == part.Number - 1);
    }
}
