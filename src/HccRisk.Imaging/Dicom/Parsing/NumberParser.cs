using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>The numbers of a value, as text or binary.</summary>
internal static class NumberParser
{
    /// <summary>The first number; null when the value is padding only.</summary>
    internal static double? First(DicomDataset dataset, in DicomElement element, ReadOnlyMemory<byte> bytes)
    {
        if (element.Vr is not (DicomVr.DS or DicomVr.IS))
        {
            // One number, so that a table is not converted for its first entry.
            var size = VrRules.WordSize(element.Vr);
            return Binary(dataset, element, bytes[..(bytes.Length < size ? bytes.Length : size)]) is [var first, ..] ? first : null;
        }

        var text = Trim(bytes.Span);
        var end = text.IndexOf((byte)'\\');
        return text.IsEmpty ? null : Parse(dataset, element, end < 0 ? text : text[..end]);
    }

    internal static double[] All(DicomDataset dataset, in DicomElement element, ReadOnlyMemory<byte> bytes)
    {
        if (element.Vr is not (DicomVr.DS or DicomVr.IS))
        {
            return Binary(dataset, element, bytes);
        }

        var text = Trim(bytes.Span);
        if (text.IsEmpty)
        {
            return [];
        }

        var values = new double[text.Count((byte)'\\') + 1];
        var i = 0;
        foreach (var part in text.Split((byte)'\\'))
        {
            values[i++] = Parse(dataset, element, text[part]);
        }

        return values;
    }

    private static double[] Binary(DicomDataset dataset, in DicomElement element, ReadOnlyMemory<byte> bytes)
    {
        var size = VrRules.WordSize(element.Vr);
        if (size == 1 || element.Vr == DicomVr.AT)
        {
            throw dataset.Fault(element, $"is {element.Vr}, numbers were expected");
        }

        if (bytes.Length % size != 0)
        {
            throw dataset.Fault(element, $"has {bytes.Length} bytes, which are no whole {element.Vr} values of {size}");
        }

        return element.Vr switch
        {
            DicomVr.US or DicomVr.OW => Convert<ushort>(bytes.Span),
            DicomVr.SS => Convert<short>(bytes.Span),
            DicomVr.UL or DicomVr.OL => Convert<uint>(bytes.Span),
            DicomVr.SL => Convert<int>(bytes.Span),
            DicomVr.FL or DicomVr.OF => Convert<float>(bytes.Span),
            DicomVr.FD or DicomVr.OD => Convert<double>(bytes.Span),
            DicomVr.SV => Convert<long>(bytes.Span),
            _ => Convert<ulong>(bytes.Span),
        };
    }

    private static double[] Convert<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, INumberBase<T>
    {
        var typed = MemoryMarshal.Cast<byte, T>(bytes);
        var values = new double[typed.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = double.CreateChecked(typed[i]);
        }

        return values;
    }

    private static double Parse(DicomDataset dataset, in DicomElement element, ReadOnlySpan<byte> text)
    {
        text = Trim(text);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw dataset.Fault(element, $"'{System.Text.Encoding.Latin1.GetString(text[..Math.Min(text.Length, 64)])}' is no number");
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \0\t\r\n"u8);
}
