using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Quality;

/// <summary>The connected parts of the inside or the outside of a mask, in its box and a margin beyond the image or not.</summary>
internal sealed class VoxelParts
{
    private readonly bool[] _open;
    private readonly int _width;
    private readonly int _height;
    private readonly int _depth;

    public VoxelParts(Mask mask, VoxelBox box, int margin, bool inside)
    {
        var g = mask.Geometry;
        (_width, _height, _depth) = (box.Width + (2 * margin), box.Height + (2 * margin), box.Depth + (2 * margin));
        _open = new bool[_width * _height * _depth];
        for (var i = 0; i < _open.Length; i++)
        {
            var (x, y, z) = (box.MinX - margin + (i % _width), box.MinY - margin + (i / _width % _height), box.MinZ - margin + (i / _width / _height));
            var there = x >= 0 && x < g.Width && y >= 0 && y < g.Height && z >= 0 && z < g.Depth && mask.Inside[x + (g.Width * (y + (g.Height * z)))];
            _open[i] = there == inside;
        }
    }

    /// <summary>Voxels of each part, in the order of their first voxels; called once.</summary>
    /// <param name="corners">Whether voxels that share an edge or a corner touch, or only those that share a face.</param>
    public IEnumerable<int> Sizes(bool corners)
    {
        var waiting = new Stack<int>();
        for (var first = 0; first < _open.Length; first++)
        {
            if (!_open[first])
            {
                continue;
            }

            var size = 0;
            _open[first] = false;
            waiting.Push(first);
            while (waiting.TryPop(out var at))
            {
                size++;
                var (x, y, z) = (at % _width, at / _width % _height, at / _width / _height);
                for (var neighbour = 0; neighbour < 27; neighbour++)
                {
                    var (dx, dy, dz) = ((neighbour % 3) - 1, (neighbour / 3 % 3) - 1, (neighbour / 9) - 1);
                    var (nx, ny, nz) = (x + dx, y + dy, z + dz);
                    if ((corners || Math.Abs(dx) + Math.Abs(dy) + Math.Abs(dz) == 1) && nx >= 0 && nx < _width && ny >= 0 && ny < _height && nz >= 0 && nz < _depth)
                    {
                        var next = nx + (_width * (ny + (_height * nz)));
                        if (_open[next])
                        {
                            _open[next] = false;
                            waiting.Push(next);
                        }
                    }
                }
            }

            yield return size;
        }
    }
}
