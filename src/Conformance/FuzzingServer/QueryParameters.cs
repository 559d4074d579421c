namespace Pure.WebSockets.Conformance;

/// <summary>The decoded parameters of a query. Parameters without a value are ignored.</summary>
internal sealed record QueryParameters(Map<string, string> Values)
{
    /// <summary>
    /// Parses a query, without its question mark. Returns the parameters. If a parameter occurs twice, returns its name as the error.
    /// </summary>
    public static Either<string, QueryParameters> Parse(string query)
    {
        var values = Map<string, string>.Empty;
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (Decoded(left), Decoded(right)) : (Decoded(part), "");
            if (value.Length == 0) continue;
            if (values.ContainsKey(name)) return name;
            values = values.Add(name, value);
        }

        return new QueryParameters(values);
    }

    public Option<string> Find(string name) => Values.Find(name);

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
