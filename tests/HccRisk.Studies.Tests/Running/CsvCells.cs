namespace HccRisk.Studies.Tests.Running;

/// <summary>A CSV file without quoted cells, to be changed and written elsewhere.</summary>
internal sealed class CsvCells
{
    private string[] _headers;
    private List<string[]> _rows;

    private CsvCells(string[] headers, List<string[]> rows) => (_headers, _rows) = (headers, rows);

    public IReadOnlyList<string> Headers => _headers;

    public IReadOnlyList<string[]> Rows => _rows;

    public static CsvCells Read(string path)
    {
        var lines = File.ReadAllLines(path).Where(l => l.Length > 0).Select(l => l.Split(',')).ToArray();
        return new CsvCells(lines[0], [.. lines[1..]]);
    }

    public string Get(string[] row, string column) => row[At(column)];

    public double Number(string[] row, string column) => double.Parse(Get(row, column), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Changes the cells of a column in the rows a condition holds for.</summary>
    public void Set(string column, Func<string[], bool> which, Func<string[], string> value)
    {
        foreach (var row in _rows.Where(which))
        {
            row[At(column)] = value(row);
        }
    }

    public void Remove(Predicate<string[]> which) => _rows.RemoveAll(which);

    public void RemoveColumns(params string[] names)
    {
        var kept = Enumerable.Range(0, _headers.Length).Where(i => !names.Contains(_headers[i])).ToArray();
        _rows = [.. _rows.Select(r => kept.Select(i => r[i]).ToArray())];
        _headers = [.. kept.Select(i => _headers[i])];
    }

    public void Rename(string column, string name) => _headers[At(column)] = name;

    public void Write(string path) =>
        File.WriteAllLines(path, _rows.Prepend(_headers).Select(r => string.Join(',', r)));

    private int At(string column) => Array.IndexOf(_headers, column) is var at and >= 0 ? at : throw new ArgumentException($"no column {column}");
}
