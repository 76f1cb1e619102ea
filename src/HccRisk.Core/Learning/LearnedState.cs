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
        var envelope = new Envelope($"{type.FullName}, {type.Assembly.GetName().Name}", columns, JsonSerializer.SerializeToElement(function, type, Json));
        return JsonSerializer.Serialize(envelope, Json);
    }

    public static (RowFunction Function, LearnedColumns Columns) Read(string text)
    {
        var envelope = JsonSerializer.Deserialize<Envelope>(text, Json)
            ?? throw new FormatException("The model holds an empty learned state.");
        var type = ModelAssemblies.FindType(envelope.Type)
            ?? throw new FormatException($"The model was made with '{envelope.Type}', which is not referenced here: reference the package that holds it.");
        if (!typeof(RowFunction).IsAssignableFrom(type))
        {
            throw new FormatException($"The model names '{envelope.Type}', which is not a learned function.");
        }

        var function = (RowFunction?)envelope.State.Deserialize(type, Json)
            ?? throw new FormatException($"The model holds an empty state of '{envelope.Type}'.");
        return (function, envelope.Columns);
    }

    private sealed record Envelope(string Type, LearnedColumns Columns, JsonElement State);
}
