using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Onnx;

/// <summary>Data of some columns of a schema, without rows.</summary>
internal sealed class NoRows : IDataView
{
    /// <summary>Keeps columns by name, with their annotations.</summary>
    public NoRows(DataViewSchema schema, IReadOnlySet<string> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in schema.Where(c => !c.IsHidden && columns.Contains(c.Name)))
        {
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        }

        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => 0;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(Schema);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [new Cursor(Schema)];

    private sealed class Cursor(DataViewSchema schema) : DataViewRowCursor
    {
        public override long Position => -1;

        public override long Batch => 0;

        public override DataViewSchema Schema => schema;

        public override bool MoveNext() => false;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => (ref TValue _) => throw Nothing();

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId _) => throw Nothing();

        private static InvalidOperationException Nothing() => new("There is no row.");
    }
}
