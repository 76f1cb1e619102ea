using System.Collections;
using HccRisk.Cohorts;
using HccRisk.Pathomics.Catalog;

namespace HccRisk.Mil.Catalog;

/// <summary>The bags of rows, each read from its files when it is asked for: a cohort's tiles need not be in memory at once.</summary>
internal sealed class StoredBags(StoredSlides slides, string[][] texts, string? fingerprint, BadFilePolicy badFiles)
{
    /// <summary>The rows whose tiles can be read; all where a row without is an error.</summary>
    public int[] Readable(CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, texts[0].Length)];
        return badFiles == BadFilePolicy.Throw ? rows : Array.FindAll(rows, row =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Read(row) is not null;
        });
    }

    /// <summary>The bags of some rows.</summary>
    public IReadOnlyList<TileBag> Of(int[] rows) => new List(this, rows);

    private TileBag? Read(int row)
    {
        try
        {
            return BagOf(slides, [.. texts.Select(t => t[row])], fingerprint, badFiles);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(FormattableString.Invariant($"Row {row}: {e.Message}"), e);
        }
    }

    /// <summary>The bag of some paths; null where there is none and missing values are asked for.</summary>
    public static TileBag? BagOf(StoredSlides slides, IReadOnlyList<string> paths, string? fingerprint, BadFilePolicy badFiles)
    {
        if (slides.Read(paths, fingerprint, badFiles) is not { } found)
        {
            return null;
        }

        try
        {
            return TileBag.Of(string.Join(", ", found.Select(s => s.SlidePath)), found);
        }
        catch (TileBagException) when (badFiles == BadFilePolicy.Missing)
        {
            return null;
        }
    }

    private sealed class List(StoredBags bags, int[] rows) : IReadOnlyList<TileBag>
    {
        public int Count => rows.Length;

        public TileBag this[int index] => bags.Read(rows[index]) ?? throw new TileBagException($"The tiles of row {rows[index]} could be read before, and cannot now.");

        public IEnumerator<TileBag> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
