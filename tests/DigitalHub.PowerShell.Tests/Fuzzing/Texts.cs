namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>Texts of good ones, awkward pieces and what is put together from both; now and then a long one.</summary>
internal static class Texts
{
    private static readonly string[] Awkward = ["", " ", "\0", "\n", "\t", "\u001b[31m", "\u202e", "İ", "😀", "\ud83d", "..", "/", "\\", "~", "%", "*", "?", "[", "]", "[z-a]", "`", "'", "\"", ";", "$(", "{0}", "|", ",", "-1", "99999999999999999999", "null", "::", "C:", "Env:PATH", "function:", "HKLM:\\x", "\\\\host\\share"];

    /// <summary>One of several.</summary>
    public static T One<T>(this Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public static string Text(this Random random, IReadOnlyList<string> good)
    {
        var text = random.Next(3) == 0 ? string.Empty : random.One(good);
        for (var edits = random.Next(4); edits > 0; edits--)
        {
            var piece = random.Next(4) == 0 ? ((char)random.Next(0x10000)).ToString() : random.Next(2) == 0 ? random.One(good) : random.One(Awkward);
            if (random.Next(20) == 0) piece = string.Concat(Enumerable.Repeat(piece, 2000));
            text = text.Insert(random.Next(text.Length + 1), piece);
        }
        return text;
    }

    /// <summary>As much of a text as somebody types before a key completes it: what the shell itself makes of more is its own affair.</summary>
    public static string Typed(this Random random, IReadOnlyList<string> good) => random.Text(good) is var text && text.Length > 200 ? text[..200] : text;
}
