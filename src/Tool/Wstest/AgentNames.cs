using LanguageExt;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Assigns unique names to the servers of a run. If two servers had the same name, the results of one server would replace the results of
/// the other server.
/// </summary>
/// <param name="given">The names in the spec. A name in the spec is changed only if several servers in the spec have this name.</param>
internal sealed class AgentNames(Seq<string> given)
{
    private readonly System.Collections.Generic.HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>Returns the unique name of the next server. A number is appended if another server has the given name.</summary>
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
