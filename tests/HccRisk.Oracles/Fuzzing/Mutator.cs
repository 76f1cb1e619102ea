using System.Buffers.Binary;
using System.Text;

namespace HccRisk.Oracles.Fuzzing;

/// <summary>
/// Damages files: bytes, bits, numbers of every width in both byte orders, blocks left out, doubled, moved or taken from another file, ends cut
/// off, and words that mean something to the format. The same seed gives the same damage.
/// </summary>
/// <param name="originals">Good files, at least one.</param>
/// <param name="words">What to put in beside numbers, such as brackets and keys of a text format.</param>
public sealed class Mutator(IReadOnlyList<byte[]> originals, params string[] words)
{
    private static readonly long[] Odd =
        [0, 1, -1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, 1L << 32, long.MaxValue, long.MinValue];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>One damaged file.</summary>
    /// <param name="number">Which, from 0.</param>
    /// <returns>Its bytes; now and then they are an original's.</returns>
    public byte[] Make(long number)
    {
        var random = Chance(number);
        return Damage(originals[random.Next(originals.Count)], random);
    }

    /// <summary>Random numbers that are the same in every process.</summary>
    /// <param name="number">Which.</param>
    /// <returns>The source.</returns>
    public static Random Chance(long number) => new((int)((ulong)(number + 20261130) * 0x9E3779B97F4A7C15 >> 33));

    /// <summary>Damages some bytes one to four times.</summary>
    /// <param name="original">The bytes; they stay as they are.</param>
    /// <param name="random">What is done and where.</param>
    /// <returns>The damaged bytes.</returns>
    public byte[] Damage(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            Change(bytes, random);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var rest = bytes.Count - at;
        var length = Math.Min(rest, 1 << random.Next(0, 9));
        switch (random.Next(_words.Length > 0 ? 12 : 10))
        {
            case 0 when rest > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when rest > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 or 3:
                Number(bytes, at, random);
                break;
            case 4:
                bytes.RemoveRange(at, random.Next(length + 1));
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 6:
                var block = bytes.GetRange(at, length);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(random.Next(bytes.Count + 1), block);
                break;
            case 7:
                var other = originals[random.Next(originals.Count)];
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, length)).ToArray());
                break;
            case 8 when random.Next(4) == 0:
                bytes.RemoveRange(at, rest);
                break;
            case 9:
                bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(8) == 0 ? 4096 : random.Next(32)));
                break;
            case >= 10:
                bytes.InsertRange(at, Enumerable.Repeat(_words[random.Next(_words.Length)], random.Next(8) == 0 ? random.Next(200) : 1).SelectMany(w => w));
                break;
        }
    }

    private static void Number(List<byte> bytes, int at, Random random)
    {
        var size = 1 << random.Next(0, 4);
        if (at + size > bytes.Count)
        {
            return;
        }

        Span<byte> word = stackalloc byte[8];
        var value = Odd[random.Next(Odd.Length)] + random.Next(-1, 2);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, value);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(word, value << (64 - (8 * size)));
        }

        word[..size].CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[at..]);
    }
}
