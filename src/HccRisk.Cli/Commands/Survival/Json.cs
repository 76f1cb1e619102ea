using System.Text.Json.Nodes;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>JSON of numbers at full precision; what R prints as NA or Inf is that word.</summary>
internal static class Json
{
    public static JsonNode? Of(double value) => value switch
    {
        double.NaN => JsonValue.Create("NA"),
        double.PositiveInfinity => JsonValue.Create("Inf"),
        double.NegativeInfinity => JsonValue.Create("-Inf"),
        _ => JsonValue.Create(value),
    };

    public static JsonNode? Of(double? value) => Of(value ?? double.NaN);

    public static JsonArray Of(IEnumerable<double> values) => [.. values.Select(Of)];

    public static JsonArray Of(IEnumerable<string> values) => [.. values.Select(v => (JsonNode?)JsonValue.Create(v))];

    public static JsonArray Rows(IEnumerable<IEnumerable<double>> rows) => [.. rows.Select(r => (JsonNode?)Of(r))];

    public static JsonArray Square(int size, Func<int, int, double> at) =>
        Rows(Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => at(i, j))));
}
