using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Core.Tests.Learning;

/// <summary>Model files that would have code loaded, memory filled or another model taken for the one that is meant.</summary>
public sealed class ModelFileTests : IDisposable
{
    private static readonly float[] Numbers = [1, 2, 5];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-model-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_ModelOfThisLibrary_ScoresAsAPlainLoad()
    {
        var path = Save();
        var ml = new MLContext(seed: 1);

        var model = ModelFile.Open(path).Load(ml, out var schema);

        Assert.Equal(["Features"], schema.Select(c => c.Name));
        Assert.Equal(Score(ml, ml.Model.Load(path, out _)), Score(ml, model));
    }

    /// <summary>The name of the loader's assembly in a header, and that of a custom mapping's contract: both are loaded by ML.NET as they are found.</summary>
    [Theory]
    [InlineData("Microsoft.ML.Transforms, V", "Attacker.XX.Transforms, V", "Attacker.XX.Transforms")]
    [InlineData("HccRisk.Core, V", "Attacker.Co, V", "Attacker.Co")]
    public void Open_AssemblyOffTheList_IsRefusedBeforeItIsLoaded(string name, string instead, string assembly)
    {
        instead = instead.Replace(", V", string.Empty, StringComparison.Ordinal).PadRight(name.Length - 3, 'X') + ", V";
        var path = Save(Replace(name, instead));

        // Without the check ML.NET asks for the assembly.
        Assert.Contains(assembly, Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(path, out _)).ToString(), StringComparison.Ordinal);
        var error = Assert.Throws<InvalidDataException>(() => ModelFile.Open(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(assembly, error.Message, StringComparison.Ordinal);

        var allowed = new ModelFileOptions { AllowedAssemblies = [instead.Split(',')[0]] };
        Assert.Throws<InvalidDataException>(() => ModelFile.Open(path, allowed).Load(new MLContext(), out _));
    }

    [Fact]
    public void Open_HeaderWithinAnEntry_IsFoundToo()
    {
        var path = Save((name, bytes) => name.EndsWith("Model.key", StringComparison.Ordinal) ? [1, 2, 3, .. Change(bytes, "Microsoft.ML.", "Attacker_ML.")] : bytes);

        Assert.Contains("Attacker_ML.", Assert.Throws<InvalidDataException>(() => ModelFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HashAskedFor_MustBeThatOfTheFile()
    {
        var path = Save();
        var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

        Assert.Equal(hash.ToLowerInvariant(), ModelFile.Open(path, new ModelFileOptions { Sha256 = hash }).Sha256);
        var other = new ModelFileOptions { Sha256 = new string('0', 64) };
        Assert.Contains($"its SHA-256 is {hash.ToLowerInvariant()}", Assert.Throws<InvalidDataException>(() => ModelFile.Open(path, other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ModelFile.Open(path, new ModelFileOptions { Sha256 = "12" }));
    }

    [Theory]
    [InlineData("zeros", "expand to more than")]
    [InlineData("entries", "entries, at most")]
    [InlineData("folders", "folders")]
    [InlineData("length", "bytes that are read")]
    public void Open_FileBeyondItsBounds_IsRefused(string kind, string fault)
    {
        var path = At("bomb.zip");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            switch (kind)
            {
                case "zeros":
                    using (var entry = archive.CreateEntry("zeros", CompressionLevel.Optimal).Open())
                    {
                        for (var i = 0; i < 64; i++)
                        {
                            entry.Write(new byte[1 << 20]);
                        }
                    }

                    break;
                case "entries":
                    for (var i = 0; i < 10_001; i++)
                    {
                        archive.CreateEntry($"{i}");
                    }

                    break;
                case "folders":
                    archive.CreateEntry(string.Concat(Enumerable.Repeat("a/", 40)) + "b");
                    break;
            }
        }

        var options = kind == "length" ? new ModelFileOptions { MaxBytes = 10 } : new ModelFileOptions();
        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => ModelFile.Open(path, options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Attacker")]
    [InlineData("Attacker, Version=1.0.0.0")]
    [InlineData("a[[[[,")]
    [InlineData("")]
    public void Find_PackageThatIsNotOfThisLibrary_IsNotLoadedForIt(string package)
    {
        var asked = new List<string>();
        ResolveEventHandler note = (_, e) =>
        {
            lock (asked)
            {
                asked.Add(e.Name);
            }

            return null;
        };
        AppDomain.CurrentDomain.AssemblyResolve += note;
        try
        {
            Assert.Null(LearnedNames.Find("attack/1", package));
            Assert.DoesNotContain(asked, a => a.StartsWith("Attacker", StringComparison.Ordinal));
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= note;
        }
    }

    [Theory]
    [InlineData("HccRisk.Core.Tests")]
    [InlineData("HccRisk.MovedElsewhere")]
    public void Find_FunctionOfTheProgram_IsFoundWhateverPackageItWasIn(string package) =>
        Assert.Equal(typeof(CentreFunction), LearnedNames.Find("test-centre/1", package));

    private static float[] Score(MLContext ml, ITransformer model) =>
        [.. model.Transform(Data(ml)).GetColumn<float[]>("Features").SelectMany(v => v)];

    private static IDataView Data(MLContext ml) => ml.Data.LoadFromEnumerable([new Row { Features = Numbers }, new Row { Features = [3, 1, 4] }]);

    private static Func<string, byte[], byte[]> Replace(string name, string instead) => (_, bytes) => Change(bytes, name, instead);

    private static byte[] Change(byte[] bytes, string name, string instead) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace(Wide(name), Wide(instead), StringComparison.Ordinal));

    private static string Wide(string text) => Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text));

    private string At(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A model with a built-in and a custom mapping of this library, its entries changed.</summary>
    private string Save(Func<string, byte[], byte[]>? change = null)
    {
        var ml = new MLContext(seed: 1);
        var data = Data(ml);
        var model = ml.Transforms.NormalizeMinMax("Features")
            .Append(ml.Transforms.CustomMapping(new NoGroupMappingFactory().GetMapping(), NoGroupMappingFactory.Contract))
            .Append(ml.Transforms.Expression("Sum", "x => x + 1", "Features"))
            .Fit(data);
        ml.Model.Save(model, data.Schema, At("plain.zip"));
        using (var source = ZipFile.OpenRead(At("plain.zip")))
        using (var target = ZipFile.Open(At("model.zip"), ZipArchiveMode.Create))
        {
            foreach (var entry in source.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                {
                    stream.CopyTo(content);
                }

                using var written = target.CreateEntry(entry.FullName).Open();
                written.Write(change is null ? content.ToArray() : change(entry.FullName, content.ToArray()));
            }
        }

        return At("model.zip");
    }

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
