using System.Runtime.InteropServices;
using System.Text;

namespace HccRisk.Boosting.Tests;

/// <summary>LightGBM's own prediction from its own model text: the oracle of ours.</summary>
internal static unsafe partial class NativePrediction
{
    private const string Library = "lib_lightgbm";
    private const int Raw = 1;

    public static double[] Of(string model, double[] x, int columns)
    {
        var text = Encoding.UTF8.GetBytes(model + '\0');
        nint booster;
        fixed (byte* bytes = text)
        {
            Assert.Equal(0, Load(bytes, out _, out booster));
        }

        var scores = new double[x.Length / columns];
        fixed (double* values = x, results = scores)
        {
            Assert.Equal(0, Predict(booster, values, 1, scores.Length, columns, 1, Raw, 0, -1, "num_threads=1 verbosity=-1", out _, results));
        }

        Assert.Equal(0, Free(booster));
        return scores;
    }

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterLoadModelFromString")]
    private static partial int Load(byte* model, out int rounds, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    private static partial int Free(nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Predict(
        nint booster, double* data, int type, int rows, int columns, int isRowMajor, int kind, int start, int count, string parameters, out long length, double* result);
}
