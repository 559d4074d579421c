using LanguageExt;

namespace Pure.WebSockets.Tool;

/// <summary>Assigns unique names to the servers of a run: with equal names, the results of one would replace those of another.</summary>
/// <param name="given">The names in the spec. These are not changed.</param>
internal sealed class AgentNames(Seq<string> given)
{
    private readonly System.Collections.Generic.HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>Returns the name of the next server. Appends a number if another server has the name.</summary>
    /// <param name="name">The name of the server.</param>
    /// <param name="isNamed">Whether the name comes from the spec.</param>
    public string Next(string name, bool isNamed)
    {
        var next = name;
        for (var number = 2; used.Contains(next) || (!(isNamed && next == name) && given.Contains(next)); number++)
            next = $"{name} ({number})";
        used.Add(next);
        return next;
    }
}
