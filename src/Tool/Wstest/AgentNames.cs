using LanguageExt;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The names that servers have in the reports of one run: no two have the same, for one's results would replace the other's.
/// </summary>
/// <param name="given">The names that the spec gives, which keep them.</param>
internal sealed class AgentNames(Seq<string> given)
{
    private readonly System.Collections.Generic.HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>The name of the next server: its own, or, where another has that, with a number.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="isNamed">Whether the spec gives it that name.</param>
    public string Next(string name, bool isNamed)
    {
        var next = name;
        for (var number = 2; used.Contains(next) || (!(isNamed && next == name) && given.Contains(next)); number++)
            next = $"{name} ({number})";
        used.Add(next);
        return next;
    }
}
