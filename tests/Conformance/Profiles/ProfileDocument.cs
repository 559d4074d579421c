using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The generated part of docs/profiles.md.</summary>
internal static class ProfileDocument
{
    /// <summary>The names of the example profiles.</summary>
    public static string[] Examples { get; } = ["json-rpc", "graphql", "mqtt", "stomp", "signalr"];

    /// <summary>The cases for servers.</summary>
    public static Seq<Case> Cases { get; } = Catalogue.For(Role.Client, Catalogue.Quick);

    /// <summary>The numbers of cases that apply, and the faults of a silent server.</summary>
    public static string Write()
    {
        var text = new StringBuilder(
            $"\nThe catalogue has {Cases.Count} cases for servers.\n\n| profile | apply as a whole | in part | not |\n|---|--:|--:|--:|\n"
        );
        Add(PeerProfile.Silent, "`silent`");
        foreach (var example in Examples) Add(Profiled.Example(example), $"`{example}.json`");
        return text.Append(SilentScore.Write()).ToString();

        void Add(PeerProfile profile, string name)
        {
            var scope = profile.Of(Cases).Scope;
            var (part, none) = (scope.InPart.Sum(one => one.Cases.Count), scope.LeftOut.Sum(one => one.Cases.Count));
            text.Append($"| {name} | {scope.Whole} | {part} | {none} |\n");
        }
    }
}
