using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Stores;
using HccRisk.Survival.Data;

namespace HccRisk.Mil.Tests.Catalog;

/// <summary>Simulated patients with their tiles in files.</summary>
internal sealed class StoredCohort : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoredCohort(int patients, int tiles = 12, int width = 8, double shift = 8, int seed = 3)
    {
        (Bags, Outcome, Witness) = Simulated.Witness(patients, tiles, width, shift, seed);

        // The tiles of every third patient are on two slides.
        Rows = [.. Bags.Select((bag, i) => new StoredRow
        {
            PatientId = bag.Name,
            Slide = Write($"{bag.Name}a", bag.Spread(tiles)[..(i % 3 == 0 ? 5 * width : tiles * width)], width),
            Second = i % 3 == 0 ? Write($"{bag.Name}b", bag.Spread(tiles)[(5 * width)..], width) : string.Empty,
            Time = (float)Outcome.Times[i],
            Event = Outcome.Events[i],
        })];
    }

    public TileBag[] Bags { get; }

    public SurvivalOutcome Outcome { get; }

    public int[] Witness { get; }

    public StoredRow[] Rows { get; }

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>The slide of a file.</summary>
    public static SlideEmbedding Read(string path) => TileFile.Read(path)!.Item2;

    /// <summary>Writes a file of tiles.</summary>
    public string Write(string name, float[] values, int width, string fingerprint = "simulated") =>
        SimulatedTiles.Write(_folder[name + ".parquet"], values, width, fingerprint);
}
