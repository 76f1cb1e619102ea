using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Attainable.Measures;
using HccRisk.Core.Storage;
using HccRisk.Survival.Learning;

namespace HccRisk.Attainable.Running;

/// <summary>
/// What models gave, kept so that a stopped run goes on: good for the same patients, the same options and the very same build of the libraries and of
/// this program.
/// </summary>
internal sealed class FitCache
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly string _folder;

    public FitCache(AttainableOptions options)
    {
        var builds = new[] { typeof(FitCache), typeof(SurvivalFunction), typeof(Studies.Protocol.StudyProtocol), typeof(HccRisk.Features.Scaling.WinsorizingOptions) }
            .Select(t => t.Module.ModuleVersionId);
        var kind = string.Create(CultureInfo.InvariantCulture, $"{options.Generator}|{options.Seed}|{options.Development}|{options.External}|{string.Join('|', builds)}");
        _folder = Path.Combine(options.Cache, "fits-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(kind)))[..12]);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>The result of a model, computed where it is not there.</summary>
    /// <param name="name">Truth, row, model, draw: whatever sets it apart.</param>
    /// <param name="compute">Fits and measures.</param>
    public ModelScores Of(string name, Func<ModelScores> compute)
    {
        var file = Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..20] + ".json");
        if (File.Exists(file))
        {
            return JsonSerializer.Deserialize<ModelScores>(File.ReadAllText(file), Json);
        }

        var scores = compute();
        AtomicFile.WriteText(file, JsonSerializer.Serialize(scores, Json));
        return scores;
    }
}
