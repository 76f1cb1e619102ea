namespace HccRisk.Core.Columns;

/// <summary>What event codes leave open. 0 stands for censored, 1, 2, ... for the cause of the event; not every table is written so.</summary>
public static class EventCodes
{
    private const int Listed = 8;

    /// <summary>
    /// Why codes cannot be taken at their word: several occur and none of them is 0. They may be causes of patients of whom nobody was
    /// censored, or 1 = censored and 2 = event, as in many tables of R.
    /// </summary>
    /// <param name="codes">The codes of all patients, 0 or greater.</param>
    /// <returns>The reason; null when 0 occurs, or only one code does (everybody had the event).</returns>
    public static string? Ambiguity(IEnumerable<int> codes)
    {
        int[] distinct = [.. codes.Distinct().Order()];
        if (distinct.Length < 2 || distinct[0] == 0)
        {
            return null;
        }

        var list = string.Join(", ", distinct.Take(Listed)) + (distinct.Length > Listed ? ", ..." : "");
        return FormattableString.Invariant($"codes {list} occur and none of them is 0, which stands for censored");
    }
}
