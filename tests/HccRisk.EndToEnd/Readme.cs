using System.Text.RegularExpressions;

namespace HccRisk.EndToEnd;

/// <summary>The programs in README.md and in the pages whose programs are whole.</summary>
internal static partial class Readme
{
    /// <summary>Every block of C#, with the block of text that follows it: what the program prints.</summary>
    public static IReadOnlyList<(string Code, string Output)> Examples()
    {
        string[] pages = ["README.md", "docs/first-pipeline.md", "docs/how-to/extract-radiomics.md", "docs/how-to/explain.md", "docs/how-to/tune.md"];
        return [.. pages.SelectMany(page => Example().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))).Select(match => (match.Groups["code"].Value, match.Groups["output"].Value.Trim()))];
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```\n\\s*(```text\n(?<output>.*?)^```)?", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();
}
