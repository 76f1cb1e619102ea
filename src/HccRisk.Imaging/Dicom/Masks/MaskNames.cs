using System.Globalization;
using System.IO.Enumeration;
using HccRisk.Core.Naming;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Chooses a segment or region by its number or name.</summary>
internal static class MaskNames
{
    internal static T Choose<T>(string path, string what, string? wanted, IReadOnlyList<T> all, Func<T, int> number, Func<T, string> name)
    {
        if (all.Count == 0)
        {
            throw new ImageFormatException("DICOM", path, what, null, $"there is none");
        }

        T[] found = wanted is null ? [.. all] : Match(wanted, all, number, name);
        if (found.Length == 1)
        {
            return found[0];
        }

        string List(IEnumerable<T> some) => string.Join(", ", some.Take(20).Select(one => FormattableString.Invariant($"{number(one)} '{name(one)}'")));
        throw found.Length == 0
            ? new ImageFormatException("DICOM", path, what, $"'{wanted}'", $"there is none of that number or name{NearestNames.Hint(wanted!, all.Select(name))}; there are {List(all)}")
            : new ImageFormatException("DICOM", path, what, wanted is null ? found.Length : $"'{wanted}'", $"choose one by number or name: {List(found)}");
    }

    // The exact name comes first, so that names with wildcard characters or digits alone can be chosen.
    private static T[] Match<T>(string wanted, IReadOnlyList<T> all, Func<T, int> number, Func<T, string> name)
    {
        foreach (var matches in new Func<T, bool>[]
        {
            one => name(one) == wanted,
            one => number(one).ToString(CultureInfo.InvariantCulture) == wanted,
            one => string.Equals(name(one), wanted, StringComparison.OrdinalIgnoreCase),
            one => FileSystemName.MatchesSimpleExpression(wanted, name(one)),
        })
        {
            T[] found = [.. all.Where(matches)];
            if (found.Length > 0)
            {
                return found;
            }
        }

        return [];
    }
}
