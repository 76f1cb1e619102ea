using System.Runtime.InteropServices;
using HccRisk.Imaging.Dicom.Codecs;

namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>From stored values to those of the modality, by the rule of <see cref="ScalingChoice"/> (PS3.3 C.11.1, C.7.6.16.2.11).</summary>
internal sealed class ModalityTransform
{
    private readonly double _slope = 1;
    private readonly double _intercept;
    private readonly float[]? _table;
    private readonly int _first;
    private readonly RealWorldMap? _map;

    private ModalityTransform(double slope, double intercept) => (_slope, _intercept) = (slope, intercept);

    private ModalityTransform(float[] table, int first) => (_table, _first) = (table, first);

    private ModalityTransform(RealWorldMap map) => _map = map;

    /// <summary>The transform of a frame: its own, else the shared one of all frames, else the data set's.</summary>
    internal static ModalityTransform Of(DicomDataset dataset, int frame, bool signed)
    {
        var perFrame = dataset.GetSequence(DicomTags.PerFrameFunctionalGroupsSequence);
        var own = frame < perFrame.Count ? perFrame[frame] : null;
        var shared = dataset.GetSequence(DicomTags.SharedFunctionalGroupsSequence) is [var all, ..] ? all : null;
        var choice = ScalingChoice.Of(dataset, own, shared);
        return choice switch
        {
            { Map: { } map } => new ModalityTransform(map),
            { Rule: PixelScaling.ModalityTable } => OfTable(dataset.GetSequence(DicomTags.ModalityLutSequence)[0], signed),
            _ => Line(ScalingChoice.Transformation(own) ?? ScalingChoice.Transformation(shared) ?? dataset, choice.Philips),
        };
    }

    /// <summary>
    /// What the values are, as GDCM has it: whole numbers of the smallest type for all that may be stored while slope and intercept are whole, else
    /// floating point of 64 bits; the samples' own type without a transform.
    /// </summary>
    internal VoxelType TypeOf(in PixelLayout layout)
    {
        var own = layout.StoredType;
        if (_table is not null)
        {
            return VoxelType.UInt16;
        }

        if (_slope == 1 && _intercept == 0)
        {
            return own;
        }

        if (!own.IsWhole() || _slope != Math.Truncate(_slope) || _intercept != Math.Truncate(_intercept))
        {
            return VoxelType.Float64;
        }

        var (low, high) = layout.StoredRange;
        var (a, b) = ((_slope * low) + _intercept, (_slope * high) + _intercept);
        return VoxelTypes.Smallest(Math.Min(a, b), Math.Max(a, b));
    }

    internal void Apply(ReadOnlySpan<double> stored, Span<float> values)
    {
        for (var i = 0; i < stored.Length; i++)
        {
            values[i] = _table is not null ? _table[(int)Math.Clamp(stored[i] - _first, 0, _table.Length - 1)]
                : _map is not null ? (float)_map.Apply(stored[i])
                : (float)((stored[i] * _slope) + _intercept);
        }
    }

    private static ModalityTransform Line(DicomDataset dataset, PhilipsScale? philips)
    {
        var slope = dataset.FindDouble(DicomTags.RescaleSlope) ?? 1;
        if (slope == 0)
        {
            dataset.TryGetElement(DicomTags.RescaleSlope, out var element);
            throw dataset.Fault(element, "is 0, which makes all values one");
        }

        // Without a rescale intercept the private one says where zero is stored.
        var intercept = dataset.FindDouble(DicomTags.RescaleIntercept) ?? -(philips?.Intercept ?? 0) * slope;
        return philips is null ? new ModalityTransform(slope, intercept) : new ModalityTransform(1 / philips.Slope, intercept / (slope * philips.Slope));
    }

    private static ModalityTransform OfTable(DicomDataset item, bool signed)
    {
        var descriptor = item.GetInt32s(DicomTags.LutDescriptor);
        item.TryGetElement(DicomTags.LutDescriptor, out var element);
        if (descriptor.Length != 3)
        {
            throw item.Fault(element, $"has {descriptor.Length} values, 3 were expected");
        }

        // 16 bits cannot say 65536, so 0 does; the first value mapped has the sign of the pixels, the others none.
        var count = (ushort)descriptor[0] == 0 ? 65536 : (ushort)descriptor[0];
        int first = signed ? (short)descriptor[1] : (int)(ushort)descriptor[1];
        var data = item.GetBytes(DicomTags.LutData).Span;
        var table = new float[count];
        if (descriptor[2] <= 8 && data.Length >= count && data.Length < 2 * count)
        {
            for (var i = 0; i < count; i++)
            {
                table[i] = data[i];
            }
        }
        else if (data.Length >= 2 * count)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(data);
            for (var i = 0; i < count; i++)
            {
                table[i] = words[i];
            }
        }
        else
        {
            throw item.Fault(element, $"describes {count} entries, the table has {data.Length} bytes");
        }

        return new ModalityTransform(table, first);
    }
}
