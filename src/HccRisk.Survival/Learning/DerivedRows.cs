using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Learning;

/// <summary>
/// Training rows made of the rows of other data: each left out, kept, or repeated, with columns added. Only what is fitted sees them; the data to be scored
/// never pass through.
/// </summary>
internal sealed class DerivedRows : IDataView
{
    private readonly IDataView _source;
    private readonly int[] _copies;
    private readonly int _count;
    private readonly Array[] _values;

    /// <summary>Makes the rows.</summary>
    /// <param name="source">The data; it must give its rows in the same order each time.</param>
    /// <param name="copies">How often each row of the data comes, one after the other; 0 leaves it out.</param>
    /// <param name="added">Columns of numbers or flags, one value for each of the rows made; a name that is there already hides the old column.</param>
    public DerivedRows(IDataView source, int[] copies, params (string Name, Array Values)[] added)
    {
        (_source, _copies, _count, _values) = (source, copies, copies.Sum(), Array.ConvertAll(added, a => a.Values));
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(source.Schema);
        foreach (var (name, values) in added)
        {
            schema.AddColumn(name, (values is bool[]) ? BooleanDataViewType.Instance : NumberDataViewType.Single);
        }

        Schema = schema.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, _source.GetRowCursor(columnsNeeded.Where(IsOld).Select(c => _source.Schema[c.Index])));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    private bool IsOld(DataViewSchema.Column column) => column.Index < _source.Schema.Count;

    private sealed class Cursor(DerivedRows rows, DataViewRowCursor source) : DataViewRowCursor
    {
        private long _position = -1;
        private int _row = -1;
        private int _left;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => rows.Schema;

        public override bool MoveNext()
        {
            while (_left == 0)
            {
                if (!source.MoveNext())
                {
                    _position = -1;
                    return false;
                }

                _left = rows._copies[++_row];
            }

            _left--;
            _position++;
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (rows.IsOld(column))
            {
                return source.GetGetter<TValue>(rows._source.Schema[column.Index]);
            }

            var values = (TValue[])rows._values[column.Index - rows._source.Schema.Count];
            return (ref TValue value) => value = values[_position];
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => !rows.IsOld(column) || source.IsColumnActive(rows._source.Schema[column.Index]);

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
