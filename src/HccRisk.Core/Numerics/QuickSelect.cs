using System.Numerics;

namespace HccRisk.Core.Numerics;

/// <summary>Order statistics without sorting (Hoare 1961), in linear time but for adversarial orders.</summary>
public static class QuickSelect
{
    /// <summary>Puts the k-th smallest value at index k, none larger before it and none smaller after it; none may be NaN.</summary>
    public static void Select<T>(Span<T> values, int k)
        where T : struct, INumber<T>
    {
        var (left, right) = (0, values.Length - 1);
        for (var rounds = 0; left < right; rounds++)
        {
            if (rounds > 64)
            {
                values[left..(right + 1)].Sort(); // An adversarial order: bounded all the same.
                return;
            }

            var pivot = MedianOfThree(values[left], values[left + ((right - left) / 2)], values[right]);
            var (i, j) = (left, right);
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (k <= j)
            {
                right = j;
            }
            else if (k >= i)
            {
                left = i;
            }
            else
            {
                return;
            }
        }
    }

    private static T MedianOfThree<T>(T a, T b, T c)
        where T : struct, INumber<T> => T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));
}
