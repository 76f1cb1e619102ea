using HccRisk.Core.Naming;

namespace HccRisk.Core.Tables;

/// <summary>Yes and no in the words of tables.</summary>
public static class YesNo
{
    private static readonly Dictionary<string, bool> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["yes"] = true,
        ["no"] = false,
        ["y"] = true,
        ["n"] = false,
        ["true"] = true,
        ["false"] = false,
        ["t"] = true,
        ["f"] = false,
        ["是"] = true,
        ["否"] = false,
        ["有"] = true,
        ["无"] = false,
        ["無"] = false,
        ["阳性"] = true,
        ["阴性"] = false,
        ["陽性"] = true,
        ["陰性"] = false,
        ["positive"] = true,
        ["negative"] = false,
        ["pos"] = true,
        ["neg"] = false,
        ["present"] = true,
        ["absent"] = false,
        ["ja"] = true,
        ["nein"] = false,
        ["wahr"] = true,
        ["falsch"] = false,
        ["oui"] = true,
        ["non"] = false,
        ["vrai"] = true,
        ["faux"] = false,
        ["si"] = true,
        ["sí"] = true,
        ["sì"] = true,
        ["sim"] = true,
        ["não"] = false,
        ["nee"] = false,
        ["nej"] = false,
        ["はい"] = true,
        ["いいえ"] = false,
        ["예"] = true,
        ["아니오"] = false,
        ["아니요"] = false,
        ["да"] = true,
        ["нет"] = false,
        ["evet"] = true,
        ["hayır"] = false,
        ["tak"] = true,
        ["nie"] = false,
    };

    /// <summary>What a cell says; null when it is none of the words. 1 and 0 are numbers, not words.</summary>
    /// <param name="text">The cell, trimmed; case and width are not told apart.</param>
    public static bool? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Words.TryGetValue(text, out var value) || (text.Length <= 10 && Words.TryGetValue(Spelling.IdentifierKey(text), out value)) ? value : null;
    }
}
