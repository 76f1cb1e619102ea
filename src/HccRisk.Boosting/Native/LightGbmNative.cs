using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HccRisk.Boosting.Native;

/// <summary>
/// The functions of LightGBM's C interface that training needs. Each but the first two returns 0, or else left a message.
/// </summary>
internal static unsafe partial class LightGbmNative
{
    public const string Library = "lib_lightgbm";

    /// <summary>Type code of double in the interface.</summary>
    public const int Double = 1;

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial byte* GetLastError();

    [LibraryImport(Library, EntryPoint = "LGBM_RegisterLogCallback")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int RegisterLogCallback(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int DatasetCreate(
        double* data, int type, int rows, int columns, int isRowMajor, string parameters, nint reference, out DatasetHandle dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int DatasetFree(nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int BoosterCreate(DatasetHandle training, string parameters, out BoosterHandle booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int BoosterFree(nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterAddValidData")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int BoosterAddData(BoosterHandle booster, DatasetHandle dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIterCustom")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int BoosterUpdate(BoosterHandle booster, float* gradient, float* hessian, out int isFinished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterGetPredict")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int BoosterScores(BoosterHandle booster, int data, out long length, double* scores);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterSaveModelToString")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int BoosterText(BoosterHandle booster, int start, int count, int importance, long capacity, out long length, byte* text);
}
