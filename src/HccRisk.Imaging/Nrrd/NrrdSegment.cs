namespace HccRisk.Imaging.Nrrd;

/// <summary>One segment of a 3D Slicer segmentation (<c>.seg.nrrd</c>).</summary>
/// <param name="Id">Identifier, unique in the file.</param>
/// <param name="Name">Name as shown; several segments may share one.</param>
/// <param name="Value">Value of the segment's voxels in its layer.</param>
/// <param name="Layer">Number, from 0, of the volume that holds the segment; segments that overlap are in different layers.</param>
public sealed record NrrdSegment(string Id, string Name, int Value, int Layer)
{
    internal static List<NrrdSegment> Read(NrrdFields fields, int layers)
    {
        var segments = new List<NrrdSegment>();
        for (var i = 0; fields.Pairs.TryGetValue($"Segment{i}_ID", out var id); i++)
        {
            segments.Add(new NrrdSegment(
                id,
                fields.Pairs.GetValueOrDefault($"Segment{i}_Name", id),
                Number(fields, $"Segment{i}_LabelValue", 1),
                Number(fields, $"Segment{i}_Layer", layers > 1 ? i : 0))); // early versions of 3D Slicer: a layer a segment
        }

        return segments.Find(s => s.Layer < 0 || s.Layer >= layers) is { } outside
            ? throw fields.Fault($"Segment{segments.IndexOf(outside)}_Layer", outside.Layer, $"the file has {layers} layers, numbered from 0")
            : segments;
    }

    private static int Number(NrrdFields fields, string key, int absent) =>
        !fields.Pairs.TryGetValue(key, out var text) ? absent
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value
        : throw fields.Fault(key, text, "a whole number is expected");
}
