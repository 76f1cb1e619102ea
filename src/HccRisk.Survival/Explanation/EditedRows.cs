using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Explanation;

/// <summary>Data with numbers of some columns changed on the way to a model; nothing is copied.</summary>
internal sealed class EditedRows : IDataView
{
    private readonly IDataView _source;
    private readonly Dictionary<int, Edit> _edits;

    /// <summary>Changes columns.</summary>
    /// <param name="source">The data; it must give its rows in the same order each time.</param>
    /// <param name="edits">What to do with each column, by its index: vectors or numbers of Single.</param>
    public EditedRows(IDataView source, Dictionary<int, Edit> edits) => (_source, _edits) = (source, edits);

    /// <summary>Changes the values of a row.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="values">One a slot.</param>
    public delegate void Edit(long row, Span<float> values);

    public bool CanShuffle => false;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, _source.GetRowCursor(columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(EditedRows rows, DataViewRowCursor source) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => rows.Schema;

        public override bool MoveNext()
        {
            var more = source.MoveNext();
            _position = more ? _position + 1 : -1;
            return more;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!rows._edits.TryGetValue(column.Index, out var edit))
            {
                return source.GetGetter<TValue>(column);
            }

            return column.Type is VectorDataViewType { Size: var size }
                ? (ValueGetter<TValue>)(Delegate)Vector(source.GetGetter<VBuffer<float>>(column), size, edit)
                : (ValueGetter<TValue>)(Delegate)Number(source.GetGetter<float>(column), edit);
        }

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

        private ValueGetter<VBuffer<float>> Vector(ValueGetter<VBuffer<float>> getter, int size, Edit edit)
        {
            VBuffer<float> read = default;
            return (ref VBuffer<float> value) =>
            {
                getter(ref read);
                var editor = VBufferEditor.Create(ref value, size);
                read.CopyTo(editor.Values);
                edit(_position, editor.Values);
                value = editor.Commit();
            };
        }

        private ValueGetter<float> Number(ValueGetter<float> getter, Edit edit) => (ref float value) =>
        {
            getter(ref value);
            edit(_position, new Span<float>(ref value));
        };
    }
}
