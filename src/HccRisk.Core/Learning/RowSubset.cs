using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Learning;

/// <summary>Some rows of a data view, in their order: a fold, a site. Nothing is copied.</summary>
public sealed class RowSubset : IDataView
{
    private readonly IDataView _source;
    private readonly bool[] _kept;
    private readonly int _count;

    /// <summary>Keeps the rows marked true.</summary>
    /// <param name="source">The data; it must give its rows in the same order each time.</param>
    /// <param name="kept">One flag a row.</param>
    public RowSubset(IDataView source, IReadOnlyList<bool> kept)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(kept);
        _source = source;
        _kept = [.. kept];
        _count = _kept.AsSpan().Count(true);
    }

    /// <summary>Keeps some rows by index; they stay in the order of the data.</summary>
    /// <param name="source">The data; it must give its rows in the same order each time.</param>
    /// <param name="rows">Indices of the rows kept.</param>
    /// <param name="count">Number of rows of the data.</param>
    public static RowSubset Of(IDataView source, IEnumerable<int> rows, int count)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var kept = new bool[count];
        foreach (var row in rows)
        {
            kept[row] = true;
        }

        return new RowSubset(source, kept);
    }

    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public DataViewSchema Schema => _source.Schema;

    /// <inheritdoc/>
    public long? GetRowCount() => _count;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(_source.GetRowCursor(columnsNeeded), _kept);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor source, bool[] kept) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => source.Batch;

        public override DataViewSchema Schema => source.Schema;

        public override bool MoveNext()
        {
            while (source.MoveNext())
            {
                if (source.Position >= kept.Length)
                {
                    throw new InvalidOperationException($"The data has more rows than the {kept.Length} flags of the subset.");
                }

                if (kept[source.Position])
                {
                    _position++;
                    return true;
                }
            }

            _position = -1;
            return false;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
