using System.Text.Json;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;

namespace HccRisk.Pathomics.Annotations;

/// <summary>Annotations as GeoJSON (RFC 7946) in level-0 pixels, the way QuPath exports and opens them.</summary>
public static class SlideGeoJson
{
    private const int MaximumBytes = 1 << 29;

    /// <summary>
    /// Writes a FeatureCollection: outer rings counter-clockwise and holes clockwise by the numbers of their coordinates, closed, as
    /// RFC 7946 asks.
    /// </summary>
    /// <param name="path">File to write; an existing one is replaced in one step.</param>
    /// <param name="annotations">What to write; one without polygons is left out.</param>
    public static void Write(string path, IEnumerable<SlideAnnotation> annotations)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(stream, annotations));
    }

    /// <summary>Writes a FeatureCollection.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="annotations">What to write; one without polygons is left out.</param>
    public static void Write(Stream stream, IEnumerable<SlideAnnotation> annotations)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(annotations);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var annotation in annotations.Where(x => x.Polygons.Count > 0))
        {
            WriteFeature(json, annotation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>
    /// Reads every Polygon and MultiPolygon of a FeatureCollection, a Feature, a bare geometry or an array of these; points and lines
    /// have no area and are passed over.
    /// </summary>
    /// <param name="path">File to read.</param>
    /// <returns>One annotation a feature, in file order.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not GeoJSON, or a ring has fewer than three corners.</exception>
    public static IReadOnlyList<SlideAnnotation> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var found = new List<SlideAnnotation>();
        try
        {
            using var document = JsonDocument.Parse(BoundedFile.ReadAllBytes(path, MaximumBytes));
            Collect(document.RootElement, found);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException or FormatException
            or IndexOutOfRangeException)
        {
            // JSON elements keep no place; those of faults of syntax have line and column.
            var place = error is JsonException or InvalidDataException ? string.Empty : FormattableString.Invariant($"after {found.Count} annotations: ");
            throw new InvalidDataException($"'{path}' is not a GeoJSON of annotations: {place}{JsonText.Explain(error)} Export it again from QuPath (File > Export objects as GeoJSON).", error);
        }

        return found;
    }

    private static void WriteFeature(Utf8JsonWriter json, SlideAnnotation annotation)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        var single = annotation.Polygons.Count == 1;
        json.WriteString("type", single ? "Polygon" : "MultiPolygon");
        json.WriteStartArray("coordinates");
        foreach (var polygon in annotation.Polygons)
        {
            if (!single)
            {
                json.WriteStartArray();
            }

            WriteRing(json, polygon.Outer, positive: true);
            foreach (var hole in polygon.Holes)
            {
                WriteRing(json, hole, positive: false);
            }

            if (!single)
            {
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("objectType", annotation.IsDetection ? "detection" : "annotation");
        if (annotation.Classification is { } name)
        {
            json.WriteStartObject("classification");
            json.WriteString("name", name);
            if (annotation.Colour is { } colour)
            {
                json.WriteStartArray("color");
                json.WriteNumberValue(colour.Red);
                json.WriteNumberValue(colour.Green);
                json.WriteNumberValue(colour.Blue);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        if (annotation.Measurements.Count > 0)
        {
            json.WriteStartObject("measurements");
            foreach (var (key, value) in annotation.Measurements.Where(x => double.IsFinite(x.Value)).OrderBy(x => x.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(key, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRing(Utf8JsonWriter json, IReadOnlyList<SlidePoint> ring, bool positive)
    {
        var forward = SlidePolygon.SignedArea(ring) > 0 == positive;
        json.WriteStartArray();
        for (var i = 0; i <= ring.Count; i++)
        {
            var point = ring[(forward ? i : ring.Count - i) % ring.Count];
            json.WriteStartArray();
            json.WriteNumberValue(point.X);
            json.WriteNumberValue(point.Y);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Collect(JsonElement element, List<SlideAnnotation> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, found);
            }

            return;
        }

        switch (element.GetProperty("type").GetString())
        {
            case "FeatureCollection":
                Collect(element.GetProperty("features"), found);
                break;
            case "Feature":
                var geometry = element.GetProperty("geometry");
                Add(geometry.ValueKind == JsonValueKind.Null ? [] : Polygons(geometry), Classification(element), IsDetection(element));
                break;
            default:
                Add([.. Polygons(element)], null, false);
                break;
        }

        void Add(IReadOnlyList<SlidePolygon> polygons, string? classification, bool detection)
        {
            if (polygons.Count > 0)
            {
                found.Add(new SlideAnnotation(classification, polygons) { IsDetection = detection });
            }
        }
    }

    /// <summary>QuPath's cells and tiles are kinds of detections.</summary>
    private static bool IsDetection(JsonElement feature) =>
        feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("objectType", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is "detection" or "cell" or "tile";

    /// <summary>A classification is an object with a name; in hand-made files often the name alone.</summary>
    private static string? Classification(JsonElement feature)
    {
        if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object
            || !properties.TryGetProperty("classification", out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()
            : value.ValueKind == JsonValueKind.Object && value.TryGetProperty("name", out var name) ? name.GetString()
            : null;
    }

    private static SlidePolygon[] Polygons(JsonElement geometry) => geometry.GetProperty("type").GetString() switch
    {
        "Polygon" => [Polygon(geometry.GetProperty("coordinates"))],
        "MultiPolygon" => [.. geometry.GetProperty("coordinates").EnumerateArray().Select(Polygon)],
        "GeometryCollection" => [.. geometry.GetProperty("geometries").EnumerateArray().SelectMany(Polygons)],
        "Point" or "MultiPoint" or "LineString" or "MultiLineString" => [],
        var other => throw new FormatException($"there is no geometry of type '{other}'."),
    };

    private static SlidePolygon Polygon(JsonElement coordinates)
    {
        var rings = coordinates.EnumerateArray().Select(Ring).ToArray();
        return rings.Length > 0 ? new SlidePolygon(rings[0], rings[1..]) : throw new FormatException("a polygon has no ring.");
    }

    private static SlidePoint[] Ring(JsonElement coordinates)
    {
        var points = coordinates.EnumerateArray().Select(x => new SlidePoint(x[0].GetDouble(), x[1].GetDouble())).ToArray();
        var open = points.Length > 1 && points[0] == points[^1] ? points[..^1] : points;
        return open.Length >= 3 ? open : throw new FormatException($"a ring has {open.Length} corners; it needs at least 3.");
    }
}
