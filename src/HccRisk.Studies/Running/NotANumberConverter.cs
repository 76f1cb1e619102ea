using System.Text.Json;
using System.Text.Json.Serialization;

namespace HccRisk.Studies.Running;

/// <summary>Writes numbers that are not finite as <c>null</c>: JSON has no name for them.</summary>
internal sealed class NotANumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
