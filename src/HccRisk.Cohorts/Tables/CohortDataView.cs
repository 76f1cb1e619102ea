using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Cohorts.Tables;

/// <summary>
/// Patients in memory as a data view: text, numbers and vectors of known size with slot names. Rows keep their order, and cursors are not
/// shuffled.
/// </summary>
internal sealed class CohortDataView : IDataView
{
    private readonly int _rows;
    private readonly Array[] _columns;

    private CohortDataView(DataViewSchema schema, Array[] columns, int rows)
    {
        Schema = schema;
        _columns = columns;
        _rows = rows;
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Collects the columns of a view.</summary>
    internal sealed class Builder(int rows)
    {
        private readonly DataViewSchema.Builder _schema = new();
        private readonly List<Array> _columns = [];

        public void AddText(string name, IEnumerable<string> values)
        {
            _schema.AddColumn(name, TextDataViewType.Instance);
            _columns.Add(values.Select(v => v.AsMemory()).ToArray());
        }

        public void AddSingle(string name, IEnumerable<float> values)
        {
            _schema.AddColumn(name, NumberDataViewType.Single);
            _columns.Add(values.ToArray());
        }

        /// <param name="name">Name of the column.</param>
        /// <param name="slotNames">One a slot, at least one.</param>
        /// <param name="values">Row by row.</param>
        public void AddVector(string name, IReadOnlyList<string> slotNames, float[] values)
        {
            var names = slotNames.Select(n => n.AsMemory()).ToArray();
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(
                "SlotNames",
                new VectorDataViewType(TextDataViewType.Instance, names.Length),
                (ref VBuffer<ReadOnlyMemory<char>> value) => Copy(names, ref value));
            _schema.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, names.Length), annotations.ToAnnotations());
            _columns.Add(values);
        }

        public CohortDataView Build() => new(_schema.ToSchema(), [.. _columns], rows);
    }

    private static void Copy<T>(ReadOnlySpan<T> source, ref VBuffer<T> target)
    {
        var editor = VBufferEditor.Create(ref target, source.Length);
        source.CopyTo(editor.Values);
        target = editor.Commit();
    }

    private sealed class Cursor(CohortDataView view, IEnumerable<DataViewSchema.Column> needed) : DataViewRowCursor
    {
        private readonly HashSet<int> _active = [.. needed.Select(c => c.Index)];
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override bool MoveNext()
        {
            if (_position + 1 >= view._rows)
            {
                _position = view._rows;
                return false;
            }

            _position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
            {
                throw new InvalidOperationException($"column '{column.Name}' was not asked for when the cursor was made");
            }

            Delegate getter = (view._columns[column.Index], column.Type) switch
            {
                (ReadOnlyMemory<char>[] text, _) => (ValueGetter<ReadOnlyMemory<char>>)((ref value) => value = text[Row()]),
                (float[] values, VectorDataViewType vector) =>
                    (ValueGetter<VBuffer<float>>)((ref value) => Copy<float>(values.AsSpan(Row() * vector.Size, vector.Size), ref value)),
                (float[] values, _) => (ValueGetter<float>)((ref value) => value = values[Row()]),
                _ => throw new NotSupportedException($"column '{column.Name}' has type {column.Type}"),
            };
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"column '{column.Name}' is {column.Type}, not {typeof(TValue).Name}");
        }

        private int Row() => _position >= 0 && _position < view._rows
            ? (int)_position
            : throw new InvalidOperationException("the cursor is not on a row");
    }
}
