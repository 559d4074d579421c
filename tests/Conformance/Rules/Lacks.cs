namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Assertions that print all of what is missing.</summary>
internal static class Lacks
{
    public static void Nothing<T>(IEnumerable<T> missing)
    {
        var lines = missing.Select(one => $"{one}").ToArray();
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }
}
