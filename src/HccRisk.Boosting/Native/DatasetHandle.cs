using System.Runtime.InteropServices;

namespace HccRisk.Boosting.Native;

/// <summary>Binned columns that LightGBM owns.</summary>
internal sealed class DatasetHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LightGbmNative.DatasetFree(handle) == 0;
}
