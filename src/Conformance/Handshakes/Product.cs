namespace Pure.WebSockets.Conformance;

/// <summary>The tester's name in the header fields User-Agent and Server (RFC 9110 §10.1.5, §10.2.4).</summary>
internal static class Product
{
    /// <summary>The version of the tester.</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>The name and version of the tester.</summary>
    public static string Token { get; } = $"purews/{Version}";
}
