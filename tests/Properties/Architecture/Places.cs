namespace Pure.WebSockets.Properties;

/// <summary>Places in the repository that break a rule. A failed test lists all of them in full.</summary>
internal static class Places
{
    /// <summary>Fails if there are places.</summary>
    /// <param name="found">The places, each with what is wrong.</param>
    /// <param name="advice">What to do about them.</param>
    public static void AssertNone(IEnumerable<string> found, string advice)
    {
        var places = found.ToArray();
        Assert.True(places.Length == 0, $"{places.Length} places. {advice}\n{string.Join('\n', places)}");
    }
}
