namespace Pure.WebSockets.Bench;

/// <summary>What a run of the echo servers includes.</summary>
internal sealed record EchoChoice
{
    public const string Usage = "--quick | --load TEXT | --server NAME | --peer-command COMMAND";

    /// <summary>Fewer and shorter rounds.</summary>
    public bool IsQuick { get; private init; }

    /// <summary>
    /// The shell command of another server, or null. The server prints its port, echoes, and ends when its standard input ends.
    /// </summary>
    public string? PeerCommand { get; private init; }

    /// <summary>Whether all loads and servers are included, and no others.</summary>
    public bool IsWhole => this is { Loads: [], Servers: [], PeerCommand: null };

    private string[] Loads { get; init; } = [];

    private EchoServerKind[] Servers { get; init; } = [];

    /// <summary>Parses command-line arguments; null if they are not valid. --load and --server may be repeated.</summary>
    public static EchoChoice? Of(string[] words) =>
        words switch
        {
            [] => new EchoChoice(),
            [.. var before, "--quick"] => Of(before) is { } rest ? rest with { IsQuick = true } : null,
            [.. var before, "--load", var text] => Of(before) is { } rest ? rest with { Loads = [.. rest.Loads, text] } : null,
            [.. var before, "--server", var name] when Enum.TryParse<EchoServerKind>(name, ignoreCase: true, out var kind) =>
                Of(before) is { } rest ? rest with { Servers = [.. rest.Servers, kind] } : null,
            [.. var before, "--peer-command", var command] => Of(before) is { } rest ? rest with { PeerCommand = command } : null,
            _ => null,
        };

    /// <summary>Kestrel is always included, because the table compares with it.</summary>
    public bool Includes(EchoServerKind kind) =>
        kind == EchoServerKind.Peer
            ? PeerCommand is not null
            : Servers.Length == 0 || kind == EchoServerKind.Kestrel || Servers.Contains(kind);

    /// <summary>A text such as "64 x 16" names a load by a part of its description.</summary>
    public bool Includes(Load load) =>
        Loads.Length == 0 || Loads.Any(text => $"{load}".Contains(text.Replace('x', '×'), StringComparison.OrdinalIgnoreCase));
}
