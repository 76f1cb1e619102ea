namespace HccRisk.Core.Imaging;

/// <summary>Three doubles: a position or a spacing in millimetres, or a direction without unit.</summary>
/// <param name="X">First component.</param>
/// <param name="Y">Second component.</param>
/// <param name="Z">Third component.</param>
public readonly record struct Vector3D(double X, double Y, double Z);
