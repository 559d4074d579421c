namespace Pure.WebSockets.Bench;

/// <summary>Whose idle connections are measured.</summary>
internal enum IdleSide
{
    /// <summary>System.Net.WebSockets.</summary>
    Rival,

    /// <summary>Ours, idle for long enough that a host had them rest.</summary>
    Ours,

    /// <summary>Ours, idle for a moment: before they rest.</summary>
    OursAwake,
}
