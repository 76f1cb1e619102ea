using System.IO.Compression;
using HccRisk.Core.Learning;
using HccRisk.Oracles.Fuzzing;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Core.Tests.Fuzzing;

/// <summary>Damaged model files: every other one as a whole, the rest in the content of one entry of a sound archive, which gets further.</summary>
public sealed class ModelFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Load_SomeDamagedModels_LoadsOrNamesTheFault() => output.WriteLine(Models().Run(60));

    [Fact]
    [Trait("Category", "Long")]
    public void Load_ManyDamagedModels_LoadsOrNamesTheFault() => output.WriteLine(Models().Run(FuzzRun.Count(10_000)));

    private static FuzzRun Models()
    {
        var zip = Model();
        var entries = Entries(zip);
        var whole = new Mutator([zip]);
        return new FuzzRun
        {
            Format = "model",
            Extension = ".zip",
            Make = number => number % 2 == 0 ? whole.Make(number) : OneEntry(entries, number),
            Read = (bytes, path) =>
            {
                File.WriteAllBytes(path, bytes);
                ModelFile.Open(path).Load(new MLContext(seed: 0), out _);
            },
            IsRefusal = e => e is InvalidDataException,
        };
    }

    private static byte[] Model()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([new Row { X = 1, Y = 2 }, new Row { X = 2, Y = 5 }, new Row { X = 4, Y = 3 }]);
        var model = ml.Transforms.Conversion.MapValue("Code", new Dictionary<float, string> { [1] = "a", [2] = "b" }, "X")
            .Append(ml.Transforms.Concatenate("Features", "X", "Y"))
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.Transforms.CustomMapping(new NoGroupMappingFactory().GetMapping(), NoGroupMappingFactory.Contract))
            .Append(ml.Transforms.Expression("Sum", "x => x + 1", "Y"))
            .Append(ml.Regression.Trainers.OnlineGradientDescent("Y"))
            .Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);
        return file.ToArray();
    }

    private static (string Name, byte[] Content)[] Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return (entry.FullName, content.ToArray());
        })];
    }

    private static byte[] OneEntry((string Name, byte[] Content)[] entries, long number)
    {
        var random = Mutator.Chance(number);
        var chosen = random.Next(entries.Length);
        var mutator = new Mutator([.. entries.Select(e => e.Content)]);
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < entries.Length; i++)
            {
                using var stream = archive.CreateEntry(entries[i].Name, CompressionLevel.NoCompression).Open();
                stream.Write(i == chosen ? mutator.Damage(entries[i].Content, random) : entries[i].Content);
            }
        }

        return file.ToArray();
    }

    private sealed class Row
    {
        public float X { get; set; }

        public float Y { get; set; }
    }
}
