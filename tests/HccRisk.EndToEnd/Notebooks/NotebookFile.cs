using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HccRisk.EndToEnd.Notebooks;

/// <summary>A notebook of samples/notebooks (Jupyter's format 4).</summary>
internal sealed class NotebookFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _path;
    private readonly JsonNode _root;

    /// <summary>Reads a notebook.</summary>
    /// <param name="name">Its name, without the extension.</param>
    public NotebookFile(string name)
    {
        _path = Path.Combine(Folder, name + ".ipynb");
        _root = JsonNode.Parse(File.ReadAllText(_path))!;
        Cells = [.. _root["cells"]!.AsArray().Select(cell => cell!.AsObject()).Where(cell => cell["cell_type"]!.GetValue<string>() == "code").Select(cell => new NotebookCell(cell))];
    }

    /// <summary>Where they lie.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "samples", "notebooks");

    /// <summary>Their names, without the extension.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.ipynb").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    /// <summary>The cells of code, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>Writes the notebook back.</summary>
    public void Save() => File.WriteAllText(_path, _root.ToJsonString(Json) + "\n");
}
