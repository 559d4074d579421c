namespace Pure.WebSockets.Conformance;

/// <summary>The bound for the head of a peer's request or response. A peer with a longer head does not open the connection.</summary>
internal static class HeadBound
{
    /// <summary>The maximum length of a head in bytes.</summary>
    public const int Bytes = KiB * 1024;

    /// <summary>The maximum length of a head in kibibytes.</summary>
    public const int KiB = 1024;

    /// <summary>The description of a head that exceeds the bound.</summary>
    public static string Exceeded { get; } = FormattableString.Invariant($"the head is longer than {Bytes} bytes, the limit of the tester");
}
