using System.Text.Json;
using System.Text.Json.Serialization;

namespace HccRisk.Core.Learning;

/// <summary>A learned function and its columns as the text that a model file carries.</summary>
internal static class LearnedState
{
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Write(RowFunction function, LearnedColumns columns)
    {
        var type = function.GetType();
        var package = type.Assembly.GetName().Name ?? string.Empty;
        var envelope = new Envelope(LearnedNames.Of(type), package, columns, JsonSerializer.SerializeToElement(function, type, Json));
        return JsonSerializer.Serialize(envelope, Json);
    }

    public static (RowFunction Function, LearnedColumns Columns) Read(string text)
    {
        var envelope = JsonSerializer.Deserialize<Envelope>(text, Json)
            ?? throw new FormatException("The model holds an empty learned state.");
        var type = LearnedNames.Find(envelope.Name, envelope.Package)
            ?? throw new FormatException(
                $"The model was made with '{envelope.Name}', which nothing here knows: reference the package '{envelope.Package}' or a newer one that holds it.");
        try
        {
            return envelope.State.Deserialize(type, Json) is RowFunction function
                ? (function, envelope.Columns)
                : throw new FormatException($"The model holds an empty state of '{envelope.Name}'.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"The model's state of '{envelope.Name}' ({type.Name}) cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What a model file carries.</summary>
    /// <param name="Name">The function's <see cref="LearnedNameAttribute"/>.</param>
    /// <param name="Package">Where it came from, for a message; it is found by its name wherever it has moved.</param>
    /// <param name="Columns">The columns read and written.</param>
    /// <param name="State">The function as JSON.</param>
    private sealed record Envelope(string Name, string Package, LearnedColumns Columns, JsonElement State);
}
