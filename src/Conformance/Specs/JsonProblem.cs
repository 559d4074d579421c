using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Explains to the user why a file is not JSON. The messages of .NET name options of its reader, which a user cannot set.
/// </summary>
internal static class JsonProblem
{
    private static readonly (string Reported, string Plain)[] Known =
    [
        ("does not contain any JSON tokens", "the file is empty"),
        ("Expected depth to be zero", "the file ends too early: the end of a text, of an object } or of a list ] is missing"),
        ("trailing comma", "the comma before this } or ] is one too many"),
        ("maximum configured depth", "objects and lists are nested more than 64 deep, the maximum"),
        ("'/' is an invalid start", "JSON has no comments"),
        ("'0x", "the file is not text in UTF-8"),
        ("after a single JSON value", "there is more text after the end of the JSON"),
        ("end of string before reaching the end of data", "the file ends within a text"),
    ];

    /// <summary>Returns the reason why a file is not JSON, without its location and without a full stop.</summary>
    public static string Of(JsonException error)
    {
        var (_, plain) = Known.FirstOrDefault(known => error.Message.Contains(known.Reported, StringComparison.Ordinal));
        return plain ?? error.Message.Split(" LineNumber")[0].TrimEnd('.');
    }
}
