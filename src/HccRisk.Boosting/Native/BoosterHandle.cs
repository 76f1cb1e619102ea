using System.Runtime.InteropServices;

namespace HccRisk.Boosting.Native;

/// <summary>A model in training that LightGBM owns.</summary>
internal sealed class BoosterHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LightGbmNative.BoosterFree(handle) == 0;
}
