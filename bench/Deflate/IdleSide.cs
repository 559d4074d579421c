namespace Pure.WebSockets.Bench;

/// <summary>The kinds of idle connections that are measured.</summary>
internal enum IdleSide
{
    /// <summary>System.Net.WebSockets.</summary>
    Rival,

    /// <summary>Ours, idle for long enough that a host has compacted them.</summary>
    Ours,

    /// <summary>Ours, idle for a moment, before they are compacted.</summary>
    OursAwake,
}
