using System.Text.Json;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;
using HccRisk.Core.Naming;

namespace HccRisk.Features.Clinical;

/// <summary>Clinical scores by name: those that come with the library, and a user's own from JSON. Immutable.</summary>
public sealed class ScoreLibrary
{
    private const string Resource = "scores.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private ScoreLibrary(IReadOnlyList<ScoreDefinition> scores) => Scores = scores;

    /// <summary>The scores that come with the library: each from a source that was read, with a worked example.</summary>
    public static ScoreLibrary BuiltIn { get; } = ReadBuiltIn();

    /// <summary>The scores, in their order.</summary>
    public IReadOnlyList<ScoreDefinition> Scores { get; }

    /// <summary>Reads scores from JSON: an object with the list <c>scores</c>, each a <see cref="ScoreDefinition"/> with names in camelCase. Comments are allowed.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The scores of the file; those of the library are not among them (<see cref="With"/> adds them).</returns>
    /// <exception cref="TableFormatException">
    /// The file is absent or no such JSON, a formula is none, or a worked example gives another value than it says; one line names every fault.
    /// </exception>
    public static ScoreLibrary Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        InputFile.Require(path, "scores file", ".json");
        try
        {
            return Of(JsonText.Read<ScoreFile>(path, Json));
        }
        catch (InvalidDataException e)
        {
            throw new TableFormatException($"scores file '{path}': {e.Message}", e);
        }
    }

    /// <summary>These scores and others.</summary>
    /// <param name="other">The others, behind these.</param>
    /// <exception cref="TableFormatException">A name is in both.</exception>
    public ScoreLibrary With(ScoreLibrary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Scores.Select(s => s.Name).Intersect(other.Scores.Select(s => s.Name), StringComparer.Ordinal).ToArray() is { Length: > 0 } both
            ? throw new TableFormatException($"score {string.Join(", ", both.Select(b => $"'{b}'"))} comes with the library already: give yours another name")
            : new ScoreLibrary([.. Scores, .. other.Scores]);
    }

    /// <summary>The score with a name.</summary>
    /// <param name="name">For example <c>albi</c>.</param>
    /// <exception cref="ArgumentException">There is no such score; the message lists the nearest, or those there are.</exception>
    public ScoreDefinition Find(string name) =>
        Scores.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"there is no score '{name}'{NearestNames.Hint(name, Scores.Select(s => s.Name))}; there are {string.Join(", ", Scores.Select(s => s.Name))}", nameof(name));

    private static ScoreLibrary ReadBuiltIn()
    {
        using var stream = typeof(ScoreLibrary).Assembly.GetManifestResourceStream(Resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Of(JsonText.Parse<ScoreFile>(content, Json));
    }

    private static ScoreLibrary Of(ScoreFile file)
    {
        var faults = file.Scores.SelectMany(s => s.Faults().Select(f => $"score '{Excerpt.Of(s.Name)}': {f}")).ToList();
        faults.AddRange(file.Scores.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"score '{Excerpt.Of(g.Key)}' is there twice"));
        return faults.Count > 0 ? throw new InvalidDataException(string.Join("; ", faults)) : new ScoreLibrary(file.Scores);
    }

    private sealed record ScoreFile(IReadOnlyList<ScoreDefinition> Scores);
}
