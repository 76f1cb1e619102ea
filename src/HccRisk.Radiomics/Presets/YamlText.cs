using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace HccRisk.Radiomics.Presets;

/// <summary>
/// YAML text -> nodes. Before any node is made, the text's events are counted, aliases with all they stand for: nodes are then no deeper and no
/// more than a parameter file can need, and none holds itself.
/// </summary>
internal static class YamlText
{
    /// <summary>The most bytes of a file.</summary>
    internal const int MaximumBytes = 1 << 20;

    private const int MaximumDepth = 32;
    private const long MaximumSize = 1 << 20;

    /// <exception cref="InvalidDataException">It is not YAML, or nests or repeats too much; the message has line and column.</exception>
    internal static YamlNode Read(string yaml)
    {
        try
        {
            Check(yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count switch
            {
                0 => throw new InvalidDataException("it holds nothing"),
                1 => stream.Documents[0].RootNode,
                var count => throw new InvalidDataException($"{Place(stream.Documents[1].RootNode.Start)}: it holds {count} documents, one is read"),
            };
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{Place(e.Start)}: it is not YAML ({Reason(e)})", e);
        }
        catch (ArgumentException e)
        {
            // The representation model does not expect every order of events that the parser lets through.
            throw new InvalidDataException("line 1, column 1: it is not YAML (an entry stands where none may)", e);
        }
    }

    /// <summary>Where something is: <c>line 3, column 12</c>, from 1.</summary>
    internal static string Place(Mark mark) => FormattableString.Invariant($"line {mark.Line}, column {mark.Column}");

    /// <summary>Counts characters and nodes as they will be when every alias is what it names.</summary>
    private static void Check(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var known = new Dictionary<AnchorName, long>();
        var open = new Stack<(AnchorName Anchor, long Size)>();
        long documents = 0;
        while (Next(parser))
        {
            long size = 0;
            var current = parser.Current!;
            switch (current)
            {
                case NodeEvent node and (SequenceStart or MappingStart):
                    open.Push((node.Anchor, 1));
                    if (open.Count > MaximumDepth)
                    {
                        throw new YamlException(node.Start, node.End, FormattableString.Invariant($"more than {MaximumDepth} lists and mappings inside one another"));
                    }

                    continue;
                case SequenceEnd or MappingEnd:
                    (var anchor, size) = open.Pop();
                    Remember(anchor, size);
                    break;
                case Scalar scalar:
                    size = 1 + scalar.Value.Length;
                    Remember(scalar.Anchor, size);
                    break;
                case AnchorAlias alias when open.Any(o => o.Anchor == alias.Value):
                    throw new YamlException(alias.Start, alias.End, $"the alias '{alias.Value}' is part of what it names");
                case AnchorAlias alias when !known.TryGetValue(alias.Value, out size):
                    throw new YamlException(alias.Start, alias.End, $"the alias '{alias.Value}' names nothing before it");
                case DocumentStart:
                    known.Clear();
                    break;
            }

            var total = open.Count > 0 ? Add(size) : documents += size;
            if (total > MaximumSize)
            {
                throw new YamlException(current.Start, current.End, FormattableString.Invariant($"with what its aliases repeat it is larger than {MaximumSize} characters"));
            }
        }

        void Remember(AnchorName anchor, long size)
        {
            if (!anchor.IsEmpty)
            {
                known[anchor] = size;
            }
        }

        long Add(long size)
        {
            var (anchor, sum) = open.Pop();
            open.Push((anchor, sum + size));
            return sum + size;
        }
    }

    /// <summary>The next event. On some faults the parser fails without saying where: it is after what it read last.</summary>
    private static bool Next(Parser parser)
    {
        var last = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw new YamlException(last, last, "what follows cannot be understood: a bracket or quote that is not closed, or a wrong indentation", e);
        }
    }

    private static string Reason(YamlException fault) => fault.Message.ReplaceLineEndings(" ") is var text && text.StartsWith('(') && text.IndexOf("): ", StringComparison.Ordinal) is > 0 and var end
        ? text[(end + 3)..].TrimEnd('.')
        : text.TrimEnd('.');
}
