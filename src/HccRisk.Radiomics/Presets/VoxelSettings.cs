using YamlDotNet.RepresentationModel;

namespace HccRisk.Radiomics.Presets;

/// <summary>What a parameter file says of maps (<c>voxelSetting</c>), with pyradiomics' defaults.</summary>
internal sealed class VoxelSettings
{
    /// <summary>Voxels from the centre of a kernel to its sides.</summary>
    internal int KernelRadius { get; private set; } = 1;

    /// <summary>Whether kernels hold voxels of the region alone.</summary>
    internal bool MaskedKernel { get; private set; } = true;

    /// <summary>Value of voxels that are no centre.</summary>
    internal double InitialValue { get; private set; }

    internal void Read(YamlValues values, string key, YamlNode node)
    {
        switch (key)
        {
            case "kernelRadius":
                KernelRadius = values.Whole(key, node, v => v >= 1, "a whole number, 1 or more") ?? 1;
                break;
            case "maskedKernel":
                MaskedKernel = values.Flag(key, node) ?? true;
                break;
            case "initValue":
                InitialValue = YamlValues.Text(node) is "nan" or ".nan" or ".NaN" ? double.NaN : values.Number(key, node, _ => true, "a number") ?? 0;
                break;
            case "voxelBatch":
                break;
            default:
                values.Fault(key, node, "kernelRadius, maskedKernel, initValue or voxelBatch for the key");
                break;
        }
    }
}
