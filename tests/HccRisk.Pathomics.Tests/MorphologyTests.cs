using CsCheck;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class MorphologyTests
{
    private static readonly Gen<(bool[] Mask, int Width, int Height)> Masks =
        from width in Gen.Int[1, 12]
        from height in Gen.Int[1, 12]
        from mask in Gen.Bool.Array[width * height]
        select (mask, width, height);

    [Fact]
    public void RemoveSmall_AnyMask_EqualsFloodFillFromEveryPixel() => Gen.Select(Masks, Gen.Bool, Gen.Int[0, 20]).Sample((plane, foreground, pixels) =>
    {
        var (mask, width, height) = plane;
        var expected = mask.ToArray();
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == foreground && Piece(mask, width, height, i, diagonal: foreground).Count < pixels)
            {
                expected[i] = !foreground;
            }
        }

        var actual = mask.ToArray();
        Morphology.RemoveSmall(actual, width, height, foreground, pixels);

        Assert.Equal(expected, actual);
    });

    [Fact]
    public void DilateAndErode_AnyMask_TakeTheSquareOfNineAroundEachPixel() => Gen.Select(Masks, Gen.Bool).Sample((plane, dilate) =>
    {
        var (mask, width, height) = plane;
        var expected = mask.Select((_, i) => Square(i % width, i / width, width, height).Any(k => mask[k] == dilate) == dilate).ToArray();

        var actual = mask.ToArray();
        if (dilate)
        {
            Morphology.Dilate(actual, width, height);
        }
        else
        {
            Morphology.Erode(actual, width, height);
        }

        Assert.Equal(expected, actual);
    });

    private static HashSet<int> Piece(bool[] mask, int width, int height, int start, bool diagonal)
    {
        var piece = new HashSet<int> { start };
        var open = new Stack<int>(piece);
        while (open.TryPop(out var i))
        {
            foreach (var k in Square(i % width, i / width, width, height))
            {
                if (mask[k] == mask[start] && (diagonal || k % width == i % width || k / width == i / width) && piece.Add(k))
                {
                    open.Push(k);
                }
            }
        }

        return piece;
    }

    private static IEnumerable<int> Square(int x, int y, int width, int height) =>
        from row in Enumerable.Range(y - 1, 3)
        from column in Enumerable.Range(x - 1, 3)
        where row >= 0 && row < height && column >= 0 && column < width
        select (row * width) + column;
}
