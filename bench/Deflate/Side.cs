namespace Pure.WebSockets.Bench;

/// <summary>The implementations that are measured.</summary>
internal enum Side
{
    /// <summary>System.Net.WebSockets.</summary>
    Rival,

    /// <summary>The functions of <see cref="Kernel"/>.</summary>
    OursKernel,

    /// <summary><see cref="Protocol.Step"/>.</summary>
    OursRecord,
}
