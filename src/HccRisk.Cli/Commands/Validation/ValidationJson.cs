using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Survival.Validation;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>The result of a validation as JSON, every number at full precision.</summary>
internal static class ValidationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Of(ValidationResult result) => JsonSerializer.Serialize(result, Options);
}
