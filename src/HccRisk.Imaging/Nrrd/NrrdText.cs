using System.Globalization;
using System.Text;

namespace HccRisk.Imaging.Nrrd;

/// <summary>Numbers in text, apart by white space or commas.</summary>
internal static class NrrdText
{
    private const int LongestNumber = 128;

    /// <summary>The numbers as they would be stored raw, 64-bit floats in the byte order of the machine.</summary>
    /// <exception cref="InvalidDataException">A word is no number, or there are too few or too many.</exception>
    internal static MemoryStream Read(Stream stream, long count)
    {
        if (count > Array.MaxLength / sizeof(double))
        {
            throw new InvalidDataException($"{count} numbers in text are more than the {Array.MaxLength / sizeof(double)} that are read");
        }

        var bytes = new byte[count * sizeof(double)];
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(bytes.AsSpan());
        using var reader = new StreamReader(stream, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
        Span<char> word = stackalloc char[LongestNumber];
        var (length, found) = (0, 0L);
        for (var next = reader.Read(); ; next = reader.Read())
        {
            if (next >= 0 && !char.IsWhiteSpace((char)next) && next != ',')
            {
                if (length == LongestNumber)
                {
                    throw new InvalidDataException($"number {found + 1} is longer than {LongestNumber} characters");
                }

                word[length++] = (char)next;
                continue;
            }

            if (length > 0)
            {
                if (found == count)
                {
                    throw new InvalidDataException($"the sizes need {count} numbers, more are there");
                }

                values[(int)found++] = double.TryParse(word[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new InvalidDataException($"number {found} is '{word[..length]}'");
                length = 0;
            }

            if (next < 0)
            {
                return found == count
                    ? new MemoryStream(bytes, writable: false)
                    : throw new EndOfStreamException($"the voxels end after {found} of {count} numbers");
            }
        }
    }
}
